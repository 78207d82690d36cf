"""Significance: our p-values are SciPy's, and what cannot be tested says so."""

import importlib.util
import itertools
import math
import random

import pytest

from kodenv.errors import ConfigError
from kodenv.p_values import binomial_p, mcnemar_p, regularized_beta, student_t_p, welch_t_test
from kodenv.paired import MCNEMAR, SIGN_FLIPS, paired_test

needs_scipy = pytest.mark.skipif(importlib.util.find_spec("scipy") is None, reason="scipy is not installed")


@needs_scipy
def test_the_beta_function_is_scipys():
    from scipy.special import betainc

    for a, b in itertools.product((0.5, 1, 2.5, 30, 4000), repeat=2):
        for x in (0.0, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1.0):
            assert regularized_beta(a, b, x) == pytest.approx(betainc(a, b, x), rel=1e-9, abs=1e-14)


@needs_scipy
def test_student_t_is_scipys():
    from scipy.stats import t as student

    for t, freedom in itertools.product((-40, -3.2, -0.1, 0, 0.7, 2, 9), (1, 1.5, 7, 200, 1e5)):
        assert student_t_p(t, freedom) == pytest.approx(2 * student.sf(abs(t), freedom), rel=1e-8, abs=1e-300)


@needs_scipy
def test_welch_is_scipys():
    from scipy.stats import ttest_ind

    draw = random.Random(3)
    for sizes in ((2, 2), (3, 40), (200, 150)):
        first = [draw.gauss(0.2, 0.1) for _ in range(sizes[0])]
        second = [draw.gauss(0.25, 0.3) for _ in range(sizes[1])]
        ours, theirs = welch_t_test(first, second), ttest_ind(first, second, equal_var=False)
        assert ours.t == pytest.approx(theirs.statistic, rel=1e-9)
        assert ours.freedom == pytest.approx(theirs.df, rel=1e-9)
        assert ours.p == pytest.approx(theirs.pvalue, rel=1e-8)


@needs_scipy
def test_the_binomial_test_is_scipys():
    from scipy.stats import binomtest

    for trials in (0, 1, 2, 7, 40, 1001):
        for successes in {0, trials // 3, trials // 2, trials - trials // 5, trials}:
            for share in (0.5, 0.2):
                theirs = binomtest(successes, trials, share).pvalue if trials else 1.0
                assert binomial_p(successes, trials, share) == pytest.approx(theirs, rel=1e-7, abs=1e-300)


def test_a_known_value_of_each_test():
    # ten heads in a row, either way: 2 / 1024
    assert binomial_p(10, 10) == pytest.approx(2 / 1024)
    assert mcnemar_p(1, 9) == pytest.approx(2 * 11 / 1024)
    # with one degree of freedom Student's is Cauchy's: half of it lies beyond 1
    assert student_t_p(1.0, 1.0) == pytest.approx(0.5)


def test_what_has_no_statistic_has_no_p():
    assert welch_t_test([1.0], [1.0, 2.0]).p is None
    assert welch_t_test([1.0, 1.0], [2.0, 2.0]).p is None
    assert paired_test([], [], 0).p is None


def test_impossible_counts_are_refused():
    with pytest.raises(ConfigError, match="expected 0 to 3 successes"):
        binomial_p(4, 3)
    with pytest.raises(ConfigError, match="degrees of freedom"):
        student_t_p(1.0, 0)


def test_yes_or_no_is_tested_by_mcnemar():
    test = paired_test([1.0] * 9 + [0.0] * 5, [0.0] * 8 + [1.0] + [0.0] * 4 + [1.0], 0)
    assert (test.method, test.better, test.worse) == (MCNEMAR, 8, 1)
    assert test.p == pytest.approx(mcnemar_p(8, 1))


def test_sign_flips_agree_with_every_flip():
    differences = [0.5, 0.25, 0.25, -0.5, 1.0, 0.75, 0.25]
    sums = [abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
            for signs in itertools.product((-1, 1), repeat=len(differences))]  # fmt: skip
    exact = sum(value >= abs(sum(differences)) for value in sums) / len(sums)
    test = paired_test(differences, [0.0] * len(differences), 1)
    assert test.method == SIGN_FLIPS
    assert abs(test.p - exact) < 4 * math.sqrt(exact * (1 - exact) / 10_000)


def test_equal_runs_do_not_differ():
    assert paired_test([0.5, 0.25], [0.5, 0.25], 0).p == 1.0
    assert paired_test([1.0, 0.0], [1.0, 0.0], 0).p == 1.0
