"""pass@k without bias, with intervals; UNSCORED samples are left out and counted."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.errors import ConfigError
from kodenv.seeding import derive_seed

RESAMPLES = 2000
CONFIDENCE = 0.95
_Z = 1.959963984540054  # of the normal distribution, for 95 %
INTERVAL_METHOD = f"{CONFIDENCE:.0%} percentile bootstrap over questions, {RESAMPLES} resamples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is known of one question's samples.

    Attributes:
        passed: Samples that were PASSED.
        scored: Samples with a verdict.
        unscored: Samples that we could not judge; in no rate, but always counted.
    """

    passed: int = 0
    scored: int = 0
    unscored: int = 0

    def add(self, status: str) -> "Tally":
        """Return the tally with one more sample of this status."""
        if status == "UNSCORED":
            return Tally(passed=self.passed, scored=self.scored, unscored=self.unscored + 1)
        return Tally(passed=self.passed + (status == "PASSED"), scored=self.scored + 1, unscored=self.unscored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over questions with its interval; all None where no question could be used."""

    value: float | None
    low: float | None
    high: float | None
    questions: int

    def to_row(self) -> dict[str, Any]:
        """Return the contract's ``{"value", "interval"}``."""
        return {"value": self.value, "interval": None if self.value is None else [self.low, self.high]}


def pass_at_k(passed: int, total: int, k: int) -> float:
    """Estimate the chance that at least one of k samples passes, without bias.

    Args:
        passed: Samples of this question that were PASSED.
        total: Samples that were scored; UNSCORED ones are not included.
        k: How many samples are drawn.

    Raises:
        ConfigError: If k is not between 1 and total, or passed not between 0 and total.

    Source: Chen et al. 2021 (arXiv:2107.03374), section 2.1.
    """
    if not 1 <= k <= total:
        raise ConfigError(f"pass@k: expected k between 1 and the {total} scored samples, got {k!r}; lower k")
    if not 0 <= passed <= total:
        raise ConfigError(f"pass@k: expected 0 to {total} passed samples, got {passed!r}; count again")
    if total - passed < k:
        return 1.0
    return 1.0 - math.prod(1.0 - k / i for i in range(total - passed + 1, total + 1))


def default_ks(n: int) -> tuple[int, ...]:
    """Return those of 1, 5, 10 that n samples per question allow."""
    return tuple(k for k in (1, 5, 10) if k <= n)


def check_ks(ks: Sequence[int], n: int) -> tuple[int, ...]:
    """Return the ks in rising order, each once.

    Raises:
        ConfigError: If there is none, or one is not between 1 and n.
    """
    if not ks:
        raise ConfigError("k: expected at least one number, got none; say for example --k 1,5")
    for k in ks:
        if not 1 <= k <= n:
            raise ConfigError(f"k: expected numbers from 1 to n={n}, got {k!r}; lower k or raise --n")
    return tuple(sorted(set(ks)))


def estimate_pass_at_k(tallies: Iterable[Tally], k: int, *, seed: int = 0) -> Estimate:
    """Return the mean pass@k of the questions that have at least k scored samples."""
    values = [pass_at_k(t.passed, t.scored, k) for t in tallies if t.scored >= k]
    return mean_with_interval(values, derive_seed("bootstrap", seed, "pass", k))


def mean_with_interval(values: Sequence[float], seed: int) -> Estimate:
    """Return the mean with a percentile bootstrap interval, drawn anew from the values with this seed.

    A resample is a multinomial draw over the distinct values: the same distribution as drawing the
    questions one by one, at a cost that does not grow with their number.
    """
    if not values:
        return Estimate(value=None, low=None, high=None, questions=0)
    import numpy as np

    levels, counts = np.unique(np.asarray(values, dtype=float), return_counts=True)
    draws = np.random.default_rng(seed).multinomial(len(values), counts / len(values), size=RESAMPLES)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(draws @ levels / len(values), (tail, 1 - tail))
    return Estimate(value=_mean(values), low=_clean(float(low)), high=_clean(float(high)), questions=len(values))


def compare_pass_at_k(
    first: Mapping[str, Tally], second: Mapping[str, Tally], k: int, *, seed: int = 0
) -> dict[str, Any]:
    """Return both means of pass@k and their difference, first less second, paired by question.

    Only questions with at least k scored samples on both sides are used, and the interval is of
    the difference: pairing takes out what makes a question hard for both.
    """
    ours, theirs = [], []
    for question_id, tally in first.items():
        other = second.get(question_id)
        if other is not None and min(tally.scored, other.scored) >= k:
            ours.append(pass_at_k(tally.passed, tally.scored, k))
            theirs.append(pass_at_k(other.passed, other.scored, k))
    differences = [one - two for one, two in zip(ours, theirs, strict=True)]
    estimate = mean_with_interval(differences, derive_seed("bootstrap", seed, "compare", k))
    return {
        "first": _mean(ours),
        "second": _mean(theirs),
        "difference": estimate.value,
        "interval": estimate.to_row()["interval"],
        "questions": estimate.questions,
    }


def summarize(tallies: Mapping[str, Tally], n: int, ks: Sequence[int], *, seed: int = 0) -> dict[str, Any]:
    """Return what ``eval --json`` prints.

    ``left_out`` counts the questions with fewer scored samples than the largest k.
    """
    most = max(ks, default=1)
    summary: dict[str, Any] = {
        "n": n,
        "questions": len(tallies),
        "unscored": sum(tally.unscored for tally in tallies.values()),
        "left_out": sum(tally.scored < most for tally in tallies.values()),
    }
    for k in ks:
        summary[f"pass@{k}"] = estimate_pass_at_k(tallies.values(), k, seed=seed).to_row()
    return summary


def unscored_share(tallies: Mapping[str, Tally]) -> float:
    """Return which share of all samples is UNSCORED; 0 when there is no sample."""
    unscored = sum(tally.unscored for tally in tallies.values())
    total = unscored + sum(tally.scored for tally in tallies.values())
    return unscored / total if total else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return _clean(math.fsum(values) / len(values)) if values else None


def _clean(value: float) -> float:
    """Round away the last bits, which depend on the order of additions."""
    return round(value, 12) + 0.0


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the Wilson score interval of a share (95 %); from 0 to 1 without a trial.

    Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
    """
    if whole == 0:
        return 0.0, 1.0
    share, weight = part / whole, _Z * _Z / whole
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * math.sqrt(share * (1 - share) / whole + weight / (4 * whole)) / (1 + weight)
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return low, high
