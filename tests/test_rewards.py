import math

import pytest

from kodenv.errors import ConfigError
from kodenv.records import Case, CaseStatus, Status, Verdict
from kodenv.rewards import REWARDS, all_tests_pass, fraction_passed, kodcode, resolve_reward, weighted_by_kill

SEEN = {"+": CaseStatus.PASSED, "x": CaseStatus.XFAILED, "-": CaseStatus.FAILED, "s": CaseStatus.SKIPPED}


def verdict_of(marks, weights=None, status=None):
    weights = weights or [None] * len(marks)
    cases = tuple(
        Case(id=f"c{i}", status=SEEN[mark], weight=weight)
        for i, (mark, weight) in enumerate(zip(marks, weights, strict=True))
    )
    passed = sum(mark in "+x" for mark in marks)
    status = status or (Status.PASSED if passed == len(marks) else Status.FAILED)
    return Verdict(status=status, passed=passed, total=len(marks), cases=cases)


@pytest.mark.parametrize("reward", REWARDS.values(), ids=REWARDS)
def test_unscored_has_no_reward(reward):
    assert reward(Verdict(status=Status.UNSCORED)) is None
    assert reward(verdict_of("++-", status=Status.UNSCORED)) is None


@pytest.mark.parametrize("reward", REWARDS.values(), ids=REWARDS)
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.UNSCORED])
def test_every_other_status_has_a_finite_reward(reward, status):
    solved = status is Status.PASSED
    value = reward(Verdict(status=status, passed=int(solved), total=1))
    assert isinstance(value, float) and math.isfinite(value)


def test_all_tests_pass_is_all_or_nothing():
    assert [all_tests_pass(verdict_of(marks)) for marks in ("+x", "+-", "+s", "--")] == [1.0, 0.0, 0.0, 0.0]


def test_fraction_passed_counts_cases():
    assert [fraction_passed(verdict_of(marks)) for marks in ("++++", "+++-", "x---", "----")] == [1.0, 0.75, 0.25, 0.0]


def test_fraction_of_no_case_is_zero():
    assert fraction_passed(Verdict(status=Status.ERROR)) == 0.0


@pytest.mark.parametrize("reward", [fraction_passed, weighted_by_kill])
def test_cases_of_a_refused_run_are_no_evidence(reward):
    assert reward(verdict_of("+++", [0.5, 0.5, 0.5], status=Status.FAILED)) == 0.0


def test_weights_are_shares_of_what_a_case_catches():
    assert weighted_by_kill(verdict_of("+-", [0.75, 0.25])) == 0.75
    assert weighted_by_kill(verdict_of("-+", [0.75, 0.25])) == 0.25
    assert weighted_by_kill(verdict_of("xs", [0.6, 0.2])) == pytest.approx(0.75)
    assert weighted_by_kill(verdict_of("++", [0.1, 0.2])) == 1.0


def test_a_case_without_weight_counts_for_nothing_beside_weighted_ones():
    assert weighted_by_kill(verdict_of("+--", [None, 0.5, 0.5])) == 0.0


@pytest.mark.parametrize("weights", [None, [0.0, 0.0, 0.0]])
def test_without_weights_all_cases_weigh_the_same(weights):
    assert weighted_by_kill(verdict_of("+-+", weights)) == pytest.approx(2 / 3)


def test_an_unsolved_program_never_gets_what_a_solved_one_gets():
    assert weighted_by_kill(verdict_of("++-", [0.5, 0.5, 0.0])) == pytest.approx(2 / 3)


def test_kodcode_tells_format_failure_and_success_apart():
    assert kodcode(Verdict(status=Status.NO_PROGRAM, total=3)) == -1.1
    assert [kodcode(verdict_of(marks)) for marks in ("+-", "++")] == [0.1, 1.1]
    assert kodcode(Verdict(status=Status.TIMEOUT, total=2)) == 0.1


def test_rewards_are_found_by_name():
    assert resolve_reward("kodcode") is kodcode
    assert set(REWARDS) == {function.__name__ for function in REWARDS.values()}


def test_a_callable_is_itself():
    def brevity(verdict):
        return 0.5

    assert resolve_reward(brevity) is brevity


def test_an_unknown_name_gets_a_hint():
    with pytest.raises(ConfigError, match="did you mean 'all_tests_pass'"):
        resolve_reward("all_test_pass")


@pytest.mark.parametrize("thing", [None, 1.0, ["kodcode"]])
def test_neither_name_nor_callable_is_refused(thing):
    with pytest.raises(ConfigError, match="expected a name or a function"):
        resolve_reward(thing)
