"""How sure a count is: intervals of rates, and what runs without a failure say."""

import math

from kodenv.metrics import CONFIDENCE

_Z = 1.959963984540054  # of the normal distribution, for 95 %


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the Wilson score interval of a rate (95 %); None without a trial.

    Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
    """
    if whole == 0:
        return None
    rate, weight = part / whole, _Z * _Z / whole
    centre = (rate + weight / 2) / (1 + weight)
    half = _Z * math.sqrt(rate * (1 - rate) / whole + weight / (4 * whole)) / (1 + weight)
    low = 0.0 if part == 0 else centre - half
    high = 1.0 if part == whole else centre + half
    return round(max(0.0, low), 6), round(min(1.0, high), 6)


def rate_bound(runs: int) -> float:
    """Return the largest rate of failures that so many runs without one leave possible (95 %)."""
    return round(1 - (1 - CONFIDENCE) ** (1 / runs), 6) if runs else 1.0
