"""Two runs over the same questions: is the difference more than chance?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.p_values import mcnemar_p

DRAWS = 10_000
MCNEMAR = "McNemar's test, exact"
SIGN_FLIPS = f"paired permutation test over questions, {DRAWS:,} draws"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTest:
    """The test of a paired difference.

    Attributes:
        p: Two-sided; None without a pair.
        method: :data:`MCNEMAR` where both sides are yes or no per question, else :data:`SIGN_FLIPS`.
        better: Questions on which the first is ahead.
        worse: Questions on which the second is.
    """

    p: float | None
    method: str
    better: int
    worse: int

    def to_row(self) -> dict[str, Any]:
        """Return the test as a JSON-ready dict."""
        return {"p": self.p, "test": self.method, "better": self.better, "worse": self.worse}


def paired_test(first: Sequence[float], second: Sequence[float], seed: int) -> PairedTest:
    """Test the mean of the differences, first less second, question by question.

    Where every value is 0 or 1 (one sample each) that is McNemar's test. Otherwise the sign of each question's
    difference is drawn anew: if the runs were alike, either could have been the first.
    """
    differences = [one - two for one, two in zip(first, second, strict=True)]
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    if {*first, *second} <= {0.0, 1.0}:
        p = mcnemar_p(better, worse) if differences else None
        return PairedTest(p=p, method=MCNEMAR, better=better, worse=worse)
    return PairedTest(p=_flip_signs(differences, seed), method=SIGN_FLIPS, better=better, worse=worse)


def _flip_signs(differences: Sequence[float], seed: int) -> float | None:
    """Return the share of sign draws whose sum is at least as far from 0, the one seen counted among them."""
    import numpy as np

    sizes, counts = np.unique(np.abs([d for d in differences if d]), return_counts=True)
    if not len(sizes):
        return 1.0 if differences else None
    draws = np.random.default_rng(seed)
    # of `count` equal sizes, a binomial number keep their sign: the sum is the same as of single flips
    kept = np.stack([draws.binomial(count, 0.5, size=DRAWS) for count in counts], axis=1)
    sums = np.abs((2 * kept - counts) @ sizes)
    seen = abs(sum(differences))
    # equal sums may differ by the order of additions
    return float((1 + np.count_nonzero(sums >= seen * (1 - 1e-9))) / (DRAWS + 1))
