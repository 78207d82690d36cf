"""What hostile programs must not do to the judge as its caller sees it: descriptors, processes, workers.

The programs that any sandbox must withstand are in `kodenv.sandbox.conformance`; `test_conformance.py` runs them.
`test_ordinary_user.py` runs this file again as a user without rights.
"""

import os
import threading
import time
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

NAMESPACES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
GOOD = "def f(x):\n    return x + 1\n"
SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"
TIMEOUT_S = 3.0


@pytest.fixture(scope="module", params=["every_layer", "namespaces_refused"])
def judge(request: pytest.FixtureRequest):
    without = NAMESPACES if request.param == "namespaces_refused" else ()
    with Judge(cache=False, timeout_s=TIMEOUT_S, memory_mb=256, without_layers=without) as made:
        yield made


def triplet(**changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "solution": GOOD, "test": SUITE, **changes})


def test_a_caller_with_many_open_files_hands_none_on() -> None:
    held = [os.dup(0) for _ in range(300)]
    try:
        with Judge(cache=False, timeout_s=TIMEOUT_S) as judge:
            program = (
                "import os\nfound = []\nfor d in range(3, 5000):\n    try:\n        os.fstat(d)\n"
                "        found.append(d)\n"
                "    except OSError:\n        pass\nassert len(found) == 1, found\n" + GOOD
            )
            verdict = judge.judge(triplet(), program)
    finally:
        for descriptor in held:
            os.close(descriptor)
    assert verdict.status is Status.PASSED, verdict.message


def test_programs_that_leave_orphans_leave_no_process_under_the_judge(judge: Judge) -> None:
    program = (
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        time.sleep(60)\n    os._exit(0)\n"
        "os.wait()\n" + GOOD
    )
    assert judge.judge(triplet(), GOOD).status is Status.PASSED
    before = living_descendants()
    for _ in range(5):
        assert judge.judge(triplet(), program).status is Status.PASSED
    assert living_descendants() <= before


def living_descendants() -> int:
    """Count this process's descendants."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found, count = {os.getpid()}, 0
    grew = True
    while grew:
        new = {pid for pid, parent in parents.items() if parent in found} - found
        found |= new
        count += len(new)
        grew = bool(new)
    return count


def test_a_worker_that_dies_is_replaced_without_losing_a_job() -> None:
    with Judge(cache=False, timeout_s=TIMEOUT_S) as judge:
        assert judge.judge(triplet(), GOOD).solved
        slow = "import time\ntime.sleep(1)\n" + GOOD
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(judge.judge(triplet(), slow)))
        thread.start()
        time.sleep(0.3)
        os.kill(judge.worker_pids()[0], 9)
        thread.join()
        assert found[0].solved and found[0].measured.attempts == 2
        assert judge.judge(triplet(), GOOD).solved


def test_nothing_is_left_after_closing() -> None:
    before = set(os.listdir("/proc/self/fd"))
    with Judge(cache=False) as judge:
        judge.judge(triplet(), GOOD)
        pids = judge.worker_pids()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert len(os.listdir("/proc/self/fd")) <= len(before)
