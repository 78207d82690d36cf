"""Significance without SciPy: Student's t, the binomial and McNemar's test, each two-sided.

The tests in ``tests/test_p_values.py`` hold the values to SciPy's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.errors import ConfigError

_TINY = 1e-300
_PRECISION = 1e-15
_MAX_TERMS = 10_000
# Two probabilities of equal outcomes may differ by rounding alone. Source: SciPy's binomtest, which uses the same.
_SAME = 1 + 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class TTest:
    """Welch's t-test of two samples.

    Attributes:
        t: The statistic; positive where the first mean is larger. None where it does not exist.
        freedom: Degrees of freedom by Welch and Satterthwaite.
        p: Two-sided; None where there is no statistic.
    """

    t: float | None
    freedom: float | None
    p: float | None


def welch_t_test(first: Sequence[float], second: Sequence[float]) -> TTest:
    """Test whether two means differ, without taking the variances for equal.

    With fewer than two values on a side, or no variance on either, there is no statistic.
    """
    if min(len(first), len(second)) < 2:
        return TTest(t=None, freedom=None, p=None)
    parts = [_variance(values) / len(values) for values in (first, second)]
    spread = sum(parts)
    if spread <= 0:
        return TTest(t=None, freedom=None, p=None)
    t = (_mean(first) - _mean(second)) / math.sqrt(spread)
    sizes = (len(first), len(second))
    freedom = spread**2 / sum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    return TTest(t=t, freedom=freedom, p=student_t_p(t, freedom))


def student_t_p(t: float, freedom: float) -> float:
    """Return how likely a value at least so far from 0 is under Student's distribution."""
    if not freedom > 0:
        raise ConfigError(f"student_t_p: expected degrees of freedom above 0, got {freedom!r}; give more values")
    return regularized_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def binomial_p(successes: int, trials: int, share: float = 0.5) -> float:
    """Return how likely a count at most as probable as this one is; 1 without trials.

    Raises:
        ConfigError: If the count or the share cannot be.
    """
    if not 0 <= successes <= trials or not 0 < share < 1:
        raise ConfigError(
            f"binomial_p: expected 0 to {trials} successes and a share between 0 and 1, got {successes!r} and "
            f"{share!r}; count again"
        )
    logs = [_log_binomial(k, trials, share) for k in range(trials + 1)]
    bound = logs[successes] + math.log(_SAME)
    return min(1.0, math.fsum(math.exp(value) for value in logs if value <= bound))


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return the exact p of McNemar's test, from the counts of pairs of which only one side succeeded.

    Source: McNemar 1947 (Psychometrika 12), in its exact form: a binomial test over the discordant pairs.
    """
    return binomial_p(only_first, only_first + only_second)


def adjust_holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return each p as one of so many tests: below alpha, all such findings together are wrong with less than alpha.

    Source: Holm 1979 (Scandinavian Journal of Statistics 6). A test without a p is none.
    """
    known = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    reached = 0.0
    for rank, (p, place) in enumerate(known):
        reached = max(reached, min(1.0, (len(known) - rank) * p))
        adjusted[place] = reached
    return adjusted


def regularized_beta(a: float, b: float, x: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b), for 0 <= x <= 1.

    By its continued fraction with Lentz's method. Source: Press et al., Numerical Recipes, section 6.4.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - regularized_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MAX_TERMS):
        before = value
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + factor * d)
            c = _not_zero(1 + factor / c)
            value *= c * d
        if abs(value - before) <= _PRECISION * abs(value):
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _log_binomial(k: int, n: int, share: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(share) + (n - k) * math.log1p(-share)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
