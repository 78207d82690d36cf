"""The judge as its callers use it: in threads, after forks, cut short, on broken suites, with dying workers."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kodenv.conditions import Conditions, Trial
from kodenv.errors import ConfigError, SandboxUnavailable
from kodenv.judge import Judge
from kodenv.records import Status, Triplet

ROOT = Path(__file__).parents[1]
GOOD = "def f(x):\n    return x + 1\n"
BAD = "def f(x):\n    return x\n"
SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"
SLEEPS = "import time\ntime.sleep(60)\n"
FAMILY = "import os\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n" + SLEEPS
SPINS = "while True:\n    pass\n"


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False, workers=2, timeout_s=20) as made:
        yield made


def triplet(test: str = SUITE, **changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "solution": GOOD, "test": test, **changes})


def wait_until(condition, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.02)
    return True


def gone(pids) -> bool:
    return not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# ---- broken suites ----

BROKEN = {
    "a syntax error": ("def test_a(:\n", {Status.UNSCORED, Status.ERROR}),
    "nothing": ("", {Status.UNSCORED, Status.ERROR, Status.FAILED}),
    "no test": ("from solution import f\nx = f(1)\n", {Status.UNSCORED, Status.FAILED}),
    "a module that is missing": (
        "import no_such_module\ndef test_a():\n    assert True\n",
        {Status.UNSCORED, Status.ERROR},
    ),
    "only skipped cases": (
        "import pytest\n@pytest.mark.skip\ndef test_a():\n    assert False\n",
        {Status.UNSCORED, Status.FAILED},
    ),
    "a module-level skip": (
        "import pytest\npytest.skip('no', allow_module_level=True)\ndef test_a():\n    pass\n",
        {Status.UNSCORED, Status.FAILED, Status.ERROR},
    ),
    "endless output": (SUITE + "while True:\n    print('x' * 10_000)\n", {Status.OUTPUT, Status.UNSCORED}),
    "an early exit": ("import os\nos._exit(0)\n" + SUITE, {Status.UNSCORED, Status.FAILED}),
    "an exception while loading": ("1 / 0\n" + SUITE, {Status.UNSCORED, Status.ERROR}),
    "a reference that fails": (SUITE.replace("== 2", "== 3"), {Status.FAILED}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_suite_passes_nobody(judge: Judge, name: str) -> None:
    test, statuses = BROKEN[name]
    verdict = judge.judge(triplet(test), GOOD)
    assert verdict.status in statuses, f"{verdict.status}: {verdict.message}"
    assert verdict.message
    assert judge.judge(triplet(), GOOD).solved


def test_cases_that_the_program_chooses_are_fixed_by_the_reference(judge: Judge) -> None:
    test = (
        "import pytest\nfrom solution import cases\n"
        "@pytest.mark.parametrize('n', cases())\ndef test_n(n):\n    assert n < 10\n"
    )
    task = triplet(test, solution="def cases():\n    return [1, 2, 3]\n")
    assert judge.judge(task, "def cases():\n    return [1, 2, 3]\n").solved
    assert not judge.judge(task, "def cases():\n    return []\n").solved
    assert not judge.judge(task, "def cases():\n    return [1]\n").solved
    assert not judge.judge(task, "def cases():\n    return [1, 2, 3, 99]\n").solved


def test_ten_thousand_cases_are_ten_thousand_reports(judge: Judge) -> None:
    test = (
        "import pytest\nfrom solution import f\n"
        "@pytest.mark.parametrize('n', range(10_000))\ndef test_n(n):\n    assert f(n) == n + 1\n"
    )
    good, bad = judge.judge(triplet(test), GOOD), judge.judge(triplet(test), BAD)
    assert good.solved and good.total == 10_000
    assert (bad.status, bad.passed, bad.total) == (Status.FAILED, 0, 10_000)


def test_a_program_that_needs_a_missing_package_is_told_its_name(judge: Judge) -> None:
    verdict = judge.judge(triplet(), "import no_such_module\n" + GOOD)
    assert verdict.status is Status.ERROR and "no_such_module" in verdict.message


# ---- many callers ----


def test_many_threads_share_one_judge(judge: Judge) -> None:
    programs = [(GOOD if n % 3 else BAD) + f"# {n}\n" for n in range(60)]
    found: dict[int, bool] = {}

    def work(start: int) -> None:
        for n in range(start, len(programs), 6):
            found[n] = judge.judge(triplet(), programs[n]).solved

    threads = [threading.Thread(target=work, args=(start,)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: bool(n % 3) for n in range(60)}


def test_few_kinds_of_idle_workers_are_kept() -> None:
    with Judge(cache=False, isolation="shared", plants=False) as judge:
        trials = [Trial(triplet(), GOOD, Conditions(hash_seed=seed)) for seed in range(6)]
        assert {verdict.status for verdict in judge.try_many(trials)} == {Status.PASSED}
        assert len(judge.worker_pids()) == 4


def test_two_judges_do_not_disturb_each_other(judge: Judge) -> None:
    with Judge(cache=False) as other:
        assert judge.judge(triplet(), GOOD).solved and other.judge(triplet(), GOOD).solved
    assert judge.judge(triplet(), GOOD).solved


def test_concurrent_async_calls_keep_their_order(judge: Judge) -> None:
    async def both():
        pairs = [(triplet(), GOOD if n % 2 else BAD) for n in range(20)]
        return await asyncio.gather(judge.judge_async(pairs), judge.judge_async(pairs[::-1]))

    first, second = asyncio.run(both())
    assert [v.solved for v in first] == [bool(n % 2) for n in range(20)]
    assert [v.solved for v in second] == [not n % 2 for n in range(20)]


def test_verdicts_that_nobody_waits_for_are_not_worked_out() -> None:
    with Judge(cache=False, timeout_s=2) as judge:
        pairs = [(triplet(), GOOD)] + [(triplet(), SPINS + f"# {n}\n") for n in range(40)]
        stream = judge.judge_many(pairs)
        assert next(stream).solved
        stream.close()
        started = time.monotonic()
        assert judge.judge(triplet(), GOOD + "# after\n").solved
        assert time.monotonic() - started < 30  # not 40 times the limit


# ---- forks ----


def test_a_forked_child_is_told_to_make_its_own_judge(judge: Judge) -> None:
    assert judge.judge(triplet(), GOOD).solved
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            judge.judge(triplet(), GOOD)
        except ConfigError as error:
            os.write(writer, str(error).encode())
        judge.close()
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    with open(reader) as said:
        assert "fork" in said.read()
    assert judge.judge(triplet(), GOOD).solved


def test_a_forked_child_does_not_keep_the_workers_alive() -> None:
    judge = Judge(cache=False)
    judge.judge(triplet(), GOOD)
    pids = judge.worker_pids()
    pid = os.fork()
    if pid == 0:
        signal.pause()
    try:
        started = time.monotonic()
        judge.close()
        assert gone(pids) and time.monotonic() - started < 4
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


# ---- closing ----


def test_closing_does_not_wait_for_what_runs() -> None:
    for delay in (0.0, 0.4):
        judge = Judge(cache=False, timeout_s=60)
        errors: list[BaseException] = []

        def ask(judge: Judge = judge, errors: list[BaseException] = errors) -> None:
            try:
                judge.judge(triplet(), SLEEPS)
            except SandboxUnavailable as error:
                errors.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        threading.Event().wait(delay)
        started = time.monotonic()
        judge.close()
        judge.close()
        for thread in threads:
            thread.join(30)
        assert time.monotonic() - started < 30
        assert not any(thread.is_alive() for thread in threads)
        with pytest.raises(ConfigError, match="closed"):
            judge.judge(triplet(), GOOD)


def test_an_interrupt_ends_the_judge_quickly() -> None:
    script = (
        "import sys\nfrom kodenv.judge import Judge\nfrom kodenv.records import Triplet\n"
        f"t = Triplet(question_id='q', question='?', solution={GOOD!r}, test={SUITE!r})\n"
        "with Judge(cache=False, timeout_s=600) as judge:\n    judge.judge(t, t.solution)\n"
        f"    print('ready', flush=True)\n    judge.judge(t, {SLEEPS!r})\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) != 0


# ---- deaths ----


@pytest.fixture(params=["every_layer", "namespaces_refused"])
def own_judge(request: pytest.FixtureRequest, tmp_path: Path):
    namespaces = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
    without = namespaces if request.param == "namespaces_refused" else ()
    with Judge(cache=False, timeout_s=4, without_layers=without) as made:
        assert made.judge(triplet(), GOOD).solved
        yield made


@pytest.mark.parametrize("victim", ["supervisor", "warm process"])
@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_that_is_killed_is_replaced(own_judge: Judge, victim: str, busy: bool) -> None:
    supervisor = own_judge.worker_pids()[0]
    warm = children_of(supervisor)[0]
    found: list[object] = []
    program = "import time\ntime.sleep(1)\n" + GOOD
    thread = threading.Thread(target=lambda: found.append(own_judge.judge(triplet(), program)))
    if busy:
        thread.start()
        assert wait_until(lambda: children_of(warm))
    os.kill(supervisor if victim == "supervisor" else warm, signal.SIGKILL)
    if not busy:
        thread.start()
    thread.join(60)
    assert found and found[0].solved, found
    assert wait_until(lambda: gone([supervisor, warm]))


def test_a_worker_that_is_stopped_does_not_stop_the_judge_from_closing(own_judge: Judge) -> None:
    supervisor = own_judge.worker_pids()[0]
    os.kill(supervisor, signal.SIGSTOP)
    ended = threading.Event()

    def ask() -> None:
        with contextlib.suppress(SandboxUnavailable, ConfigError):
            own_judge.judge(triplet(), "open('x', 'w').write('x')\n" + GOOD)
        ended.set()

    threading.Thread(target=ask, daemon=True).start()
    own_judge.close()
    assert ended.wait(30)
    assert wait_until(lambda: gone([supervisor]))


@pytest.mark.parametrize("without", [(), ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")])
def test_nothing_is_left_when_the_caller_is_killed(without: tuple[str, ...], tmp_path: Path) -> None:
    script = (
        "import threading\nfrom kodenv.judge import Judge\nfrom kodenv.records import Triplet\n"
        f"t = Triplet(question_id='q', question='?', solution={GOOD!r}, test={SUITE!r})\n"
        f"judge = Judge(cache=False, timeout_s=600, without_layers={without!r})\njudge.judge(t, t.solution)\n"
        "print(judge.worker_pids()[0], flush=True)\n"
        f"judge.judge(t, {FAMILY!r})\n"
    )
    tmp_path.chmod(0o755)
    for folder in (tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    with process.stdout:
        supervisor = int(process.stdout.readline())
        warm = children_of(supervisor)[0]
        assert wait_until(lambda: children_of(warm))
        below = [supervisor, warm, *children_of(warm)]
        below += [pid for child in children_of(warm) for pid in children_of(child)]
        process.kill()
        process.wait()
    assert wait_until(lambda: gone(below)), below
    assert wait_until(lambda: not os.listdir(tmp_path)), os.listdir(tmp_path)


def test_no_descriptor_and_no_thread_is_left_behind() -> None:
    Judge(cache=False).close()
    descriptors, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(3):
        with Judge(cache=False) as judge:
            judge.judge(triplet(), GOOD)
            judge.judge(triplet(), "raise ValueError\n")
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert threading.active_count() == threads


def test_descriptors_that_run_out_here_are_not_the_programs_fault() -> None:
    script = (
        "import os, resource\nfrom kodenv.judge import Judge\nfrom kodenv.records import Triplet\n"
        f"t = Triplet(question_id='q', question='?', solution={GOOD!r}, test={SUITE!r})\n"
        "with Judge(cache=False) as judge:\n"
        "    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
        "    used = len(os.listdir('/proc/self/fd'))\n"
        "    for spare in range(14):\n"
        "        resource.setrlimit(resource.RLIMIT_NOFILE, (used - 1 + spare, hard))\n"
        "        verdict = judge.judge(t, t.solution)\n"
        "        assert verdict.status in ('UNSCORED', 'PASSED'), verdict\n"
        "    assert judge.judge(t, t.solution).solved\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_hidden_home_folder_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    with Judge() as judge:
        assert judge.judge(triplet(), GOOD).solved
    assert "going on without it" in caplog.text
