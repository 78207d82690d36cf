"""Programs that do damage get their status in time, and the next verdict is right.

Each runs with every layer and with namespaces refused (as in an ordinary container). `test_ordinary_user.py` runs
this file again as a user without rights.
"""

import json
import os
import socket
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


def verdict_on(judge: Judge, program: str):
    verdict = judge.judge(triplet(), program)
    after = judge.judge(triplet(), GOOD)
    assert after.status is Status.PASSED, f"the verdict after it: {after.status} {after.message}"
    return verdict


FORK_BOMB = (
    "import os\nfor _ in range(10_000):\n    try:\n        os.fork()\n    except OSError:\n        break\n" + GOOD
)
DAMAGE = {
    "runs for ever": ("while True:\n    pass\n", {Status.TIMEOUT}),
    "sleeps for ever": ("import time\ntime.sleep(10**6)\n", {Status.TIMEOUT}),
    "swallows every exception for ever": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n",
        {Status.TIMEOUT},
    ),
    "ignores SIGTERM, SIGINT and SIGXCPU": (
        "import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM):\n"
        "    signal.signal(s, signal.SIG_IGN)\nwhile True:\n    pass\n",
        {Status.TIMEOUT},
    ),
    "forks 10,000 times": (FORK_BOMB, {Status.PASSED, Status.FAILED, Status.TIMEOUT, Status.MEMORY, Status.ERROR}),
    "allocates without end": ("x = []\nwhile True:\n    x.append(bytearray(1 << 20))\n", {Status.MEMORY}),
    "allocates at once": ("x = bytearray(1 << 40)\n", {Status.MEMORY}),
    "prints without end": ("while True:\n    print('x' * 1000)\n", {Status.OUTPUT}),
    "prints without end to stderr": (
        "import sys\nwhile True:\n    print('x' * 1000, file=sys.stderr)\n",
        {Status.OUTPUT},
    ),
    "writes to descriptor 1 without end": ("import os\nwhile True:\n    os.write(1, b'x' * 4096)\n", {Status.OUTPUT}),
    "writes one huge file": (
        "with open('big', 'wb') as f:\n    for _ in range(4096):\n        f.write(b'x' * (1 << 20))\n",
        {Status.ERROR},
    ),
    "recurses for ever": ("def g(n):\n    return g(n + 1)\ng(0)\n", {Status.ERROR}),
    "crashes": ("import ctypes\nctypes.string_at(0)\n", {Status.ERROR}),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", {Status.ERROR}),
    "exits early with status 0": ("import os\nos._exit(0)\n", {Status.FAILED}),
    "raises SystemExit": ("raise SystemExit(0)\n", {Status.ERROR}),
    "exits in a test": ("import os\ndef f(x):\n    os._exit(0)\n", {Status.FAILED}),
    "skips in a test": ("import pytest\ndef f(x):\n    pytest.skip('no')\n", {Status.FAILED, Status.ERROR}),
    "asks for a namespace": (
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\n" + GOOD,
        {Status.ERROR},
    ),
    "opens a socket": ("import socket\nsocket.socket()\n" + GOOD, {Status.ERROR}),
    "reads the caller's environment": (
        "import os\nassert any(k.startswith('KODENV_SECRET') for k in os.environ)\n" + GOOD,
        {Status.ERROR},
    ),
    "lists home folders": ("import os\nassert os.listdir('/home') + os.listdir('/root')\n" + GOOD, {Status.ERROR}),
    "writes outside its folder": ("open('/usr/kodenv-was-here', 'w')\n" + GOOD, {Status.ERROR}),
    "imports our package": ("import kodenv\n" + GOOD, {Status.ERROR}),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_gets_its_status_and_the_next_verdict_is_right(judge: Judge, name: str, monkeypatch) -> None:
    monkeypatch.setenv("KODENV_SECRET", "s")
    program, statuses = DAMAGE[name]
    started = time.monotonic()
    verdict = verdict_on(judge, program)
    assert verdict.status in statuses, f"{verdict.status}: {verdict.message}"
    # in time: its limit, one more try where the machine was starved, and slack
    assert time.monotonic() - started < 3 * TIMEOUT_S + 30


def test_a_program_cannot_kill_its_keepers(judge: Judge) -> None:
    program = (
        "import os, signal\n"
        "for pid in (os.getppid(), 1, -1, 0):\n"
        "    if pid in (0, -1):\n"
        "        continue\n"
        "    for s in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):\n"
        "        try:\n"
        "            os.kill(pid, s)\n"
        "        except OSError:\n"
        "            pass\n" + GOOD
    )
    assert verdict_on(judge, program).status is Status.PASSED


def test_the_caller_is_not_signalled(judge: Judge) -> None:
    program = f"import os, signal\nos.kill({os.getpid()}, signal.SIGUSR1)\n" + GOOD
    assert verdict_on(judge, program).status is Status.ERROR


def test_an_orphan_does_not_outlive_its_verdict(judge: Judge, tmp_path: Path) -> None:
    program = (
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        while True:\n            time.sleep(0.05)\n    os._exit(0)\n"
        "os.wait()\n" + GOOD
    )
    assert verdict_on(judge, program).status is Status.PASSED
    counter = "import os\ndef f(x):\n    os.kill(os.getpid(), 0)\n    return x + 1\n"
    assert verdict_on(judge, counter).status is Status.PASSED
    assert living_descendants() <= 3 * judge.workers * 2


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


def test_files_of_one_program_are_gone_for_the_next(judge: Judge) -> None:
    writer = "open('left.txt', 'w').write('x')\nimport os\nos.mkdir('d')\nos.chmod('d', 0)\n" + GOOD
    assert verdict_on(judge, writer).status is Status.PASSED
    reader = "import os\nassert os.listdir('.') == [], os.listdir('.')\n" + GOOD
    verdict = verdict_on(judge, reader)
    assert verdict.status is Status.PASSED, verdict.message


def test_a_local_listener_is_not_reached(judge: Judge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        program = f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)\n" + GOOD
        assert verdict_on(judge, program).status is Status.ERROR
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_file_of_the_caller_cannot_be_read_or_changed(judge: Judge, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("expected values")
    secret.chmod(0o666)
    for parent in (tmp_path, tmp_path.parent):
        parent.chmod(0o755)
    for action in (
        f"open({str(secret)!r}).read()",
        f"open({str(secret)!r}, 'w')",
        f"__import__('os').unlink({str(secret)!r})",
    ):
        assert verdict_on(judge, action + "\n" + GOOD).status is Status.ERROR
    assert secret.read_text() == "expected values"


def test_the_tests_are_not_in_memory_while_the_program_loads(judge: Judge) -> None:
    marker = "needle" + "73519"
    suite = f"from solution import f\n\ndef test_one():\n    assert f(1) == 2, '{marker}'\n"
    program = (
        "import gc\n"
        "marker = chr(110) + 'eedle73519'\n"
        "held = [x for o in gc.get_objects() for x in gc.get_referents(o) if isinstance(x, (str, bytes))]\n"
        "assert not [x for x in held if marker in str(x) and x is not marker]\n" + GOOD
    )
    judge.judge(triplet(test=suite), GOOD)
    verdict = judge.judge(triplet(test=suite), program)
    assert verdict.status is Status.PASSED, verdict.message


def test_stdio_programs_meet_the_same_limits(judge: Judge) -> None:
    suite = json.dumps([{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}])
    task = triplet(test=suite, test_format="stdio")
    expected = {
        "print(int(input()) + 1)": Status.PASSED,
        "print(2)": Status.FAILED,
        "print(int(input()) + 1, end='')": Status.PASSED,
        "while True: pass": Status.TIMEOUT,
        "while True: print('x' * 1000)": Status.OUTPUT,
        "x = [0] * 10**10": Status.MEMORY,
        "1 / 0": Status.ERROR,
        "import os; os.kill(os.getpid(), 11)": Status.ERROR,
        "raise SystemExit(3)": Status.ERROR,
        "import sys; print(int(input()) + 1); sys.exit()": Status.PASSED,
    }
    got = {program: judge.judge(task, program).status for program in expected}
    assert got == expected


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
