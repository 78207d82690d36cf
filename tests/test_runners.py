"""Either runner works inside the sandbox, and what was reported before a hang is kept."""

from collections.abc import Iterator

import pytest

from kodenv.errors import ConfigError
from kodenv.judge import Judge
from kodenv.records import CaseStatus, Status, Triplet

PROGRAM = "def f(x):\n    return x + 1\n"
HELD = "from solution import f\n\ndef test_a():\n    assert f(1) == 2\n"


@pytest.fixture(scope="module", params=["auto", "pytest"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=3.0, runner=request.param) as made:
        yield made


def verdict_on(judge: Judge, test: str, program: str = PROGRAM):
    return judge.judge(Triplet(question_id="q", question="?", solution=PROGRAM, test=test), program)


def outcome(judge: Judge, test: str) -> tuple[Status, dict[str, CaseStatus]]:
    verdict = verdict_on(judge, test)
    return verdict.status, {case.id: case.status for case in verdict.cases}


def test_a_plain_suite_has_the_same_outcome(judge: Judge) -> None:
    test = HELD + "\ndef test_b():\n    assert f(1) == 3\n"
    assert outcome(judge, test) == (Status.FAILED, {"test_a": CaseStatus.PASSED, "test_b": CaseStatus.FAILED})


def test_a_suite_that_only_the_real_pytest_can_run_is_judged(judge: Judge) -> None:
    test = (
        "from solution import f\n\ndef test_a(capfd):\n    print(f(1))\n    assert capfd.readouterr().out == '2\\n'\n"
    )
    assert outcome(judge, test) == (Status.PASSED, {"test_a": CaseStatus.PASSED})


def test_what_held_before_a_case_that_never_ends_is_known(judge: Judge) -> None:
    test = HELD + "\ndef test_b():\n    while True:\n        pass\n"
    assert outcome(judge, test) == (Status.TIMEOUT, {"test_a": CaseStatus.PASSED, "test_b": CaseStatus.NOT_RUN})


def test_a_program_may_write_to_tmp_by_its_name_and_the_next_finds_nothing() -> None:
    program = "import os\nassert not os.path.exists('/tmp/kept')\nopen('/tmp/kept', 'w').close()\n" + PROGRAM
    with Judge(cache=False) as judge:
        verdicts = [verdict_on(judge, HELD, program) for _ in range(2)]
    if "mount_namespace" not in verdicts[0].isolation.layers:
        pytest.skip("without a mount namespace /tmp is the machine's own, and closed")
    assert [verdict.status for verdict in verdicts] == [Status.PASSED, Status.PASSED]


def test_an_unknown_runner_is_refused() -> None:
    with pytest.raises(ConfigError, match="runner"):
        Judge(runner="nose")
