"""How sure a count is: intervals of rates, and what runs without a failure say."""

from kodenv import metrics
from kodenv.metrics import CONFIDENCE


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the Wilson score interval of a rate (95 %), rounded to six digits; None without a trial."""
    if whole == 0:
        return None
    low, high = metrics.wilson(part, whole)
    return round(low, 6), round(high, 6)


def rate_bound(runs: int) -> float:
    """Return the largest rate of failures that so many runs without one leave possible (95 %)."""
    return round(1 - (1 - CONFIDENCE) ** (1 / runs), 6) if runs else 1.0
