import itertools
import math

import pytest

from kodenv.errors import ConfigError
from kodenv.metrics import (
    Tally,
    check_ks,
    compare_pass_at_k,
    default_ks,
    estimate_pass_at_k,
    mean_with_interval,
    pass_at_k,
    summarize,
    unscored_share,
)


def brute_force(passed: int, total: int, k: int) -> float:
    outcomes = [index < passed for index in range(total)]
    draws = list(itertools.combinations(outcomes, k))
    return sum(any(draw) for draw in draws) / len(draws)


def test_pass_at_k_equals_counting_every_draw():
    for total in range(1, 7):
        for passed in range(total + 1):
            for k in range(1, total + 1):
                assert math.isclose(pass_at_k(passed, total, k), brute_force(passed, total, k), abs_tol=1e-12)


def test_pass_at_1_is_the_pass_rate():
    assert math.isclose(pass_at_k(3, 8, 1), 3 / 8)


@pytest.mark.parametrize(("passed", "total", "k"), [(1, 3, 4), (1, 3, 0), (4, 3, 1), (-1, 3, 1)])
def test_pass_at_k_refuses_what_cannot_be(passed, total, k):
    with pytest.raises(ConfigError):
        pass_at_k(passed, total, k)


def test_default_ks_never_exceed_n():
    assert [default_ks(n) for n in (1, 4, 5, 9, 10, 99)] == [(1,), (1,), (1, 5), (1, 5), (1, 5, 10), (1, 5, 10)]


def test_a_k_beyond_n_is_refused_and_named():
    with pytest.raises(ConfigError, match="n=4, got 5"):
        check_ks([1, 5], 4)


def test_unscored_samples_are_in_no_rate_but_counted():
    tallies = {"a": Tally(passed=1, scored=1, unscored=3), "b": Tally(passed=0, scored=1)}
    summary = summarize(tallies, 4, (1,))
    assert summary["pass@1"]["value"] == 0.5
    assert summary["unscored"] == 3
    assert unscored_share(tallies) == 3 / 5


def test_a_tally_counts_by_status():
    tally = Tally()
    for status in ("PASSED", "FAILED", "UNSCORED", "TIMEOUT"):
        tally = tally.add(status)
    assert tally == Tally(passed=1, scored=3, unscored=1)


def test_questions_with_too_few_scored_samples_are_left_out():
    tallies = {"a": Tally(passed=5, scored=5), "b": Tally(passed=0, scored=4, unscored=1)}
    summary = summarize(tallies, 5, (1, 5))
    assert summary["left_out"] == 1
    assert summary["pass@1"]["value"] == 0.5
    assert summary["pass@5"]["value"] == 1.0


def test_nothing_scored_gives_no_number():
    summary = summarize({"a": Tally(unscored=2)}, 2, (1,))
    assert summary["pass@1"] == {"value": None, "interval": None}


def test_the_interval_is_seeded_and_holds_the_mean():
    tallies = [Tally(passed=index % 3, scored=3 + index) for index in range(50)]
    one, same, other = (estimate_pass_at_k(tallies, 1, seed=seed) for seed in (0, 0, 1))
    assert one == same
    assert (one.low, one.high) != (other.low, other.high)
    assert one.low < one.value < one.high


def test_the_interval_does_not_depend_on_the_order_of_questions():
    tallies = [Tally(passed=index % 4, scored=4) for index in range(30)]
    assert estimate_pass_at_k(tallies, 2) == estimate_pass_at_k(tallies[::-1], 2)


def test_the_interval_is_as_wide_as_theory_says():
    # A mean of 400 coin flips has a standard error of 0.025.
    estimate = mean_with_interval([0.0, 1.0] * 200, 7)
    assert abs((estimate.high - estimate.low) - 2 * 1.96 * 0.025) < 0.01


def test_a_comparison_is_paired_by_question():
    first = {str(i): Tally(passed=1, scored=1) for i in range(10)}
    second = {str(i): Tally(passed=int(i < 5), scored=1) for i in range(20)}
    compared = compare_pass_at_k(first, second, 1)
    assert (compared["first"], compared["second"], compared["difference"]) == (1.0, 0.5, 0.5)
    assert compared["questions"] == 10
    low, high = compared["interval"]
    assert 0 <= low < 0.5 < high <= 1


def test_the_summary_has_the_contracts_keys():
    summary = summarize({"a": Tally(passed=1, scored=5)}, 5, (1, 5))
    assert list(summary) == ["n", "questions", "unscored", "left_out", "pass@1", "pass@5"]
    assert set(summary["pass@1"]) == {"value", "interval"}
    assert len(summary["pass@1"]["interval"]) == 2
