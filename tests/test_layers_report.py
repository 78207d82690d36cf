"""What a machine cannot enforce is named, and below the minimum the judge refuses."""

import pytest

from kodenv.errors import SandboxUnavailable
from kodenv.judge import Judge
from kodenv.records import Status, Triplet
from kodenv.sandbox import layers
from kodenv.sandbox.worker import Kind, Worker, find_interpreter

GOOD = "def f():\n    return 1\n"
TASK = Triplet(
    question_id="q", question="?", solution=GOOD, test="from solution import f\ndef test_a():\n    assert f() == 1\n"
)


def report_of(*without: str) -> dict:
    worker = Worker(kind=Kind(), interpreter=find_interpreter(None), without=without, allow_weak=True)
    worker.start()
    hello = dict(worker.hello)
    worker.close()
    return hello


def test_every_layer_is_in_force_or_missing_for_a_reason() -> None:
    hello = report_of()
    assert sorted([*hello["layers"], *hello["missing"]]) == sorted(layers.NAMES)
    assert all(hello["missing"].values())


@pytest.mark.parametrize(
    "name", [name for name in layers.NAMES if name not in ("no_new_privileges", "rlimits", "capabilities")]
)
def test_a_layer_that_is_off_is_reported_and_the_rest_still_works(name: str) -> None:
    hello = report_of(name)
    assert name not in hello["layers"] or name == "uid"  # a user namespace may bring it
    if name in hello["missing"]:
        assert hello["missing"][name]
    with Judge(cache=False, without_layers=(name,), allow_weak_sandbox=True) as judge:
        verdict = judge.judge(TASK, GOOD)
        assert verdict.status is Status.PASSED, verdict.message
        assert [layer for layer in verdict.isolation.layers if layer != "planted_cases"] == hello["layers"]


@pytest.mark.parametrize("without", [("seccomp",), ("landlock", "mount_namespace")])
def test_below_the_minimum_programs_are_refused_unless_allowed(without: tuple[str, ...]) -> None:
    with (
        Judge(cache=False, without_layers=without) as judge,
        pytest.raises(SandboxUnavailable, match=r"allow-weak-sandbox"),
    ):
        judge.judge(TASK, GOOD)
    with Judge(cache=False, without_layers=without, allow_weak_sandbox=True) as judge:
        assert judge.judge(TASK, GOOD).solved


def test_the_oldest_guard_keeps_signals_from_what_is_older() -> None:
    """No pid namespace and no Landlock: the seccomp filter that is left."""
    without = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace", "landlock")
    program = (
        "import os, signal, subprocess, sys\n"
        "for call in (lambda: os.kill(os.getppid(), 0), lambda: os.kill(1, 0), lambda: os.kill(-1, 0)):\n"
        "    try:\n        call()\n    except PermissionError:\n        continue\n    raise Exception('allowed')\n"
        "os.kill(os.getpid(), 0)\nos.kill(0, 0)\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\np.kill()\nassert p.wait() == -9\n"
    ) + GOOD
    with Judge(cache=False, without_layers=without, allow_weak_sandbox=True) as judge:
        verdict = judge.judge(TASK, program)
        assert verdict.status is Status.PASSED, verdict.message
