"""Stopping at the first failure: PASSED takes every case, and the order is the certificate's."""

import json

import pytest

from kodenv import CaseStatus, Judge, Status, Triplet
from kodenv.early import lethal_first
from kodenv.env import KodCodeEnv
from kodenv.errors import ConfigError
from kodenv.evidence import Expectation, Planting, read_suite_run
from kodenv.sandbox import wire

CASES = "".join(f"def test_{name}():\n    assert f({n}) == {n}\n" for n, name in enumerate(("one", "two", "three"), 1))
SCRIPT = "assert f(1) == 1\nassert f(2) == 2\nassert f(3) == 3\n"
CHECK = (
    "def check(candidate):\n    assert candidate(1) == 1\n    assert candidate(2) == 2\n    assert candidate(3) == 3\n"
)
SOLUTION = "def f(x):\n    return x\n"
WRONG = "def f(x):\n    return x if x == 1 else -x\n"
INPUTS = json.dumps([{"input": f"{n}\n", "output": f"{n}\n"} for n in range(1, 10)])
LAST = {"test_one": ["m1"], "test_three": ["m1", "m2", "m3"]}


def triplet(test=CASES, kills=None, warnings=(), **more):
    certificate = {"kills": kills, "mutants": 3, "warnings": list(warnings)} if kills else None
    given = {"question_id": "q", "question": "f?", "solution": SOLUTION, "test": test} | more
    return Triplet(**given, certificate=certificate)


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False, stop_early=True) as made:
        yield made


@pytest.fixture(scope="module")
def together():
    with Judge(cache=False, stop_early=True, isolation="shared") as made:
        yield made


def statuses(verdict):
    return [str(case.status) for case in verdict.cases]


@pytest.mark.parametrize("mode", ["judge", "together"])
@pytest.mark.parametrize(
    "question",
    [
        triplet(kills=LAST),
        triplet(SCRIPT, {"assert_3": ["m1", "m2"]}, test_format="assert"),
        triplet(CHECK, {"assert_3": ["m1", "m2"]}, test_format="assert", entry_point="f"),
    ],
    ids=["pytest", "script", "check"],
)
def test_the_most_lethal_case_is_asked_first_and_ends_the_run(request, mode, question):
    bench = request.getfixturevalue(mode)
    wrong = bench.judge(question, WRONG)
    assert wrong.status is Status.FAILED and wrong.passed < wrong.total == 3
    assert wrong.cases[2].status is CaseStatus.FAILED and wrong.cases[2].id in wrong.message
    right = bench.judge(question, SOLUTION)
    assert right.solved and statuses(right) == ["PASSED"] * 3 and "planted_cases" in right.isolation.layers


def test_without_planted_cases_nothing_is_run_behind_a_failure():
    with Judge(cache=False, stop_early=True, isolation="shared", plants=False) as bare:
        assert statuses(bare.judge(triplet(kills=LAST), WRONG)) == ["NOT_RUN", "NOT_RUN", "FAILED"]
        assert statuses(bare.judge(triplet(), WRONG)) == ["PASSED", "FAILED", "NOT_RUN"]
        ending = "import os\ndef f(x):\n    os._exit(0) if x == 3 else 0\n    return x\n"
        assert bare.judge(triplet(), ending).status is Status.FAILED
        stateful = triplet(
            "s = [f(1)]\nassert s.pop() == 1\nassert not s\n", {"assert_2": ["m1"]}, test_format="assert"
        )
        assert bare.judge(stateful, SOLUTION).solved  # its asserts hang on their order


def test_a_program_that_reports_for_itself_is_not_passed_by_a_stop(together):
    cheat = SOLUTION + "import sys, types\n" + "sys.modules['pytest'] = types.ModuleType('pytest')\n"
    assert together.judge(triplet(kills=LAST), cheat).status is Status.PASSED
    constant = "class E:\n    def __eq__(self, other): return True\ndef f(x): return E()\n"
    verdict = together.judge(triplet(kills=LAST), constant)
    assert not verdict.solved


def test_inputs_are_sent_until_one_is_lost(judge):
    question = triplet(INPUTS, {"case_7": ["m1", "m2"]}, test_format="stdio", solution="print(input())")
    right = judge.judge(question, "print(input())")
    assert right.solved and right.passed == 9
    wrong = judge.judge(question, "n = int(input())\nprint(-n if n == 7 else n)")
    assert statuses(wrong) == ["NOT_RUN"] * 6 + ["FAILED"] + ["NOT_RUN"] * 2
    assert wrong.status is Status.FAILED and wrong.message.startswith("case_7: ")
    late = judge.judge(question, "n = int(input())\nprint(-n if n == 2 else n)")
    assert statuses(late)[:3] == ["PASSED", "FAILED", "NOT_RUN"] and late.passed == 2


def test_such_verdicts_have_names_of_their_own(judge):
    with Judge(cache=False) as plain:
        names = {
            one.judge(question, SOLUTION).digest
            for one in (judge, plain)
            for question in (triplet(), triplet(kills=LAST))
        }
    assert len(names) == 3  # the order counts where runs stop, and only there


def test_the_order_is_the_certificates_where_cases_may_be_moved():
    assert lethal_first(triplet(kills=LAST)) == ("test_three", "test_one")
    assert lethal_first(triplet(kills=LAST, warnings=["flaky_order"])) == ()
    assert lethal_first(triplet()) == ()
    called = "def check(c):\n    assert c(1)\ncheck(f)\n"
    assert lethal_first(triplet(called, {"assert_1": ["m1"]}, test_format="assert")) == ("assert_1",)
    assert lethal_first(triplet("s = make()\nassert s\n", {"assert_1": ["m1"]}, test_format="assert")) == ()


@pytest.mark.parametrize("reward", ["fraction_passed", "weighted_by_kill"])
def test_a_reward_that_pays_for_cases_needs_them_all(reward):
    with pytest.raises(ConfigError, match="stop_early"):
        KodCodeEnv(reward=reward, stop_early=True)


def test_a_planted_copy_speaks_for_no_case_of_the_suites_own():
    run = wire.Run()
    rows = [["", "LOADED", ""], ["a", "PASSED", "1"], ["two", "FAILED", ""], ["b", "PASSED", "1"]]
    rows += [["", "EMPTY", "two"], ["", "END", ""]]
    run.results = "".join(json.dumps(row) + "\n" for row in rows).encode()
    planting = Planting(real={"a": "one", "b": "two"}, planted=frozenset({"two"}), own_message=str)
    finding = read_suite_run(run, Expectation(required=("one", "two")), 1.0, planting, split=True)
    assert finding.status is Status.PASSED
