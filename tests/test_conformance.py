"""Our judge passes every conformance check, with every layer and with namespaces refused; judges that do less do not.

`test_ordinary_user.py` runs this file again as a user without rights.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from kodenv.errors import ConfigError
from kodenv.judge import Judge
from kodenv.records import Isolation, Status, Triplet, Verdict
from kodenv.sandbox.conformance import CHECKS, require, run_checks
from kodenv.sandbox.conformance.check import TASK

NAMESPACES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
MACHINES = {"every_layer": (), "namespaces_refused": NAMESPACES}
ISOLATIONS = ("shared", "split")


@pytest.fixture(scope="module", params=[(m, i) for m in MACHINES for i in ISOLATIONS], ids="-".join)
def judge(request: pytest.FixtureRequest):
    machine, isolation = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KODENV_SECRET", "s")  # there before the worker starts, as a caller's variables are
        with Judge(cache=False, isolation=isolation, without_layers=MACHINES[machine]) as made:
            assert made.judge(TASK, TASK.solution).isolation.mode == isolation
            yield made


# With namespaces refused the layers around a program are the same however its suite is run; what two processes could
# change is checked again.
APART = ("processes", "reports", "endings", "leftovers", "honest")


@pytest.mark.parametrize("name", CHECKS)
def test_our_sandbox_keeps_its_promises(judge: Judge, name: str, request: pytest.FixtureRequest) -> None:
    if "namespaces_refused-split" in request.node.name and not name.startswith(APART):
        pytest.skip("checked together with the suite")
    require(judge.judge, name)


def test_every_family_has_checks_and_every_check_a_promise() -> None:
    families = {name.partition(": ")[0] for name in CHECKS}
    assert families == {
        "resources", "stdio", "processes", "network", "files", "hidden", "refused", "reports", "endings", "leftovers",
        "honest",
    }  # fmt: skip
    assert all(check.promise and check.steps and check.name == name for name, check in CHECKS.items())


def test_programs_compile_unless_they_are_meant_not_to() -> None:
    broken = set()
    for name, check in CHECKS.items():
        with check.outside() as outside:
            for step in check.steps:
                try:
                    compile(outside.fill(step.program), name, "exec")
                except (SyntaxError, ValueError, MemoryError, RecursionError):
                    broken.add(name)
                assert "@" not in outside.fill(step.program).replace("@dataclasses", ""), name
    assert broken <= {name for name in CHECKS if name.startswith("endings: ")}, broken


# ---- every kind of check can fail ----

WEAK = (*NAMESPACES, "uid", "landlock", "seccomp", "cgroup")
BROKEN_WITHOUT_LAYERS = (
    "network: connects by TCP",
    "network: sends by UDP",
    "network: connects to a listener with a path",
    "network: sends to a listener with a path from one of a pair",
    "network: connects to an abstract listener",
    "network: connects from a child",
    "network: connects by a raw call",
    "files: reads the caller's file",
    "files: overwrites the caller's file",
    "files: appends to the caller's file",
    "files: removes the caller's file",
    "files: renames the caller's file",
    "files: makes a folder beside the caller's file",
    "files: reads in a child the caller's file",
    "files: reads by sqlite the caller's file",
    "files: changes mode, owner and times",
    "files: lists processes",
    "refused: asks for an AF_INET socket",
    "refused: asks for a netlink socket",
    "refused: asks for being traced",
    "refused: asks for a POSIX queue",
    "refused: asks for memfd_secret",
)


@pytest.fixture(scope="module")
def weak():
    with Judge(cache=False, allow_weak_sandbox=True, without_layers=WEAK) as made:
        yield made


@pytest.mark.parametrize("name", BROKEN_WITHOUT_LAYERS)
def test_a_check_fails_where_its_layers_are_missing(weak: Judge, name: str) -> None:
    (result,) = run_checks(weak.judge, [name])
    assert result.broken, result


def careless(folder: Path):
    """Return a judge as many write it: a process in a folder, and its exit status."""

    def judge(triplet: Triplet, program: str) -> Verdict:
        (folder / "solution.py").write_bytes(program.encode("utf-8", "surrogatepass"))
        (folder / "run.py").write_text(f"{triplet.test}\ntest_one()\ntest_two()\n")
        try:
            done = subprocess.run(
                [sys.executable, "-B", "run.py"], cwd=folder, timeout=10, check=False,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Verdict(status=Status.TIMEOUT)
        if done.returncode:
            return Verdict(status=Status.FAILED, total=2)
        return Verdict(status=Status.PASSED, passed=2, total=2)

    return judge


BROKEN_BY_CARELESSNESS = (
    "resources: prints without end",
    "resources: writes one huge file",
    "processes: signals the caller",
    "processes: kills a process outside",
    "processes: leaves a daemon",
    "processes: leaves a child that ignores signals",
    "processes: leaves a child that is stopped",
    "processes: leaves threads of a child",
    "processes: is killed before its children",
    "network: connects by TCP over IPv6",
    "hidden: looks for the caller's environment",
    "hidden: looks for the caller's environment in a child",
    "hidden: looks into the caller's process",
    "hidden: imports the judge",
    "reports: prints what test runners print",
    "reports: writes a result to every descriptor",
    "reports: writes result files",
    "endings: exits early with status 0",
    "endings: exits with status 0 in a case",
    "endings: becomes another program in a case",
    "endings: exits with status 0",
    "leftovers: 2,000 empty files",
    "leftovers: files beside its folder",
)


@pytest.mark.parametrize("name", BROKEN_BY_CARELESSNESS)
def test_a_check_fails_for_a_judge_that_goes_by_the_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    (result,) = run_checks(careless(tmp_path), [name])
    assert result.broken, result


# ---- the runner itself ----


class Scripted:
    """A judge that knows the honest programs and says what it is told about the others."""

    def __init__(self, status: Status = Status.FAILED, layers: tuple[str, ...] = ()) -> None:
        self.status, self.isolation, self.programs = status, Isolation(layers=layers), []

    def __call__(self, triplet: Triplet, program: str) -> Verdict:
        self.programs.append(program)
        text = program.rpartition("\n# ")[0].strip()
        status = {"def f(x):\n    return x + 1": Status.PASSED, "def f(x):\n    return x": Status.FAILED}.get(
            text, self.status
        )
        passed = int(status is Status.PASSED)
        return Verdict(status=status, passed=passed, total=1, isolation=self.isolation)


def test_the_status_must_be_one_that_is_promised() -> None:
    name = "endings: exits early with status 0"
    assert run_checks(Scripted(Status.FAILED), [name])[0].held
    (result,) = run_checks(Scripted(Status.PASSED), [name])
    assert "expected FAILED, got PASSED" in result.broken and not result.held
    assert run_checks(Scripted(Status.UNSCORED), [name])[0].broken


def test_the_verdicts_around_a_check_must_be_right() -> None:
    class Spoilt(Scripted):
        def __call__(self, triplet: Triplet, program: str) -> Verdict:
            before = len(self.programs)
            verdict = super().__call__(triplet, program)
            return Verdict(status=Status.FAILED, total=1) if before == self.at else verdict

    name = "endings: exits early with status 0"
    for at, message in ((0, "before it"), (2, "after it")):
        judge = Spoilt()
        judge.at = at
        assert message in run_checks(judge, [name])[0].broken

    class Generous(Scripted):
        def __call__(self, triplet: Triplet, program: str) -> Verdict:
            verdict = super().__call__(triplet, program)
            good = Verdict(status=Status.PASSED, passed=1, total=1)
            return good if len(self.programs) != 2 else verdict

    assert "expected FAILED, got PASSED" in run_checks(Generous(), [name])[0].broken


def test_what_is_not_promised_on_a_machine_is_skipped_there() -> None:
    name = "resources: fills the disk"
    (result,) = run_checks(Scripted(Status.ERROR), [name])
    assert "mount_namespace" in result.skipped and not result.broken and not result.held
    with pytest.raises(pytest.skip.Exception, match="mount_namespace"):
        require(Scripted(), name)
    assert run_checks(Scripted(Status.ERROR, ("mount_namespace",)), [name])[0].broken


def test_a_broken_promise_fails_a_test_with_its_name() -> None:
    with pytest.raises(AssertionError, match="is not PASSED, however it ends: program 1"):
        require(Scripted(Status.PASSED), "endings: exits early with status 0")


def test_no_program_is_judged_twice_under_the_same_text() -> None:
    judge = Scripted()
    run_checks(judge, ["endings: exits early with status 0", "endings: exits with status 0 in a case"])
    assert len(judge.programs) == len(set(judge.programs)) == 8


def test_an_unknown_check_is_named() -> None:
    with pytest.raises(ConfigError, match="'network: conects by TCP'"):
        run_checks(Scripted(), ["network: conects by TCP"])
