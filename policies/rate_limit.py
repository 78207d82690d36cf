"""At most so many requests or tokens in any minute."""

_MINUTE_S = 60.0
_BURST = 0.05  # share of a minute's units that may go at once


class RateLimit:
    """Spreads units evenly over time. Knows no clock: every call says what time it is."""

    def __init__(self, per_minute: float) -> None:
        """Allow so many units in any minute, of which a twentieth at once."""
        self._burst = max(1.0, per_minute * _BURST)
        # The burst comes on top of what flows in, so that both together keep to the limit.
        self._per_s = (per_minute - self._burst + 1.0) / _MINUTE_S if per_minute >= 1 else per_minute / _MINUTE_S
        self._level = self._burst
        self._at: float | None = None

    def wait_s(self, units: float, now: float) -> float:
        """Return the seconds until so many units may be taken, if nobody takes any before."""
        self._flow(now)
        return max(0.0, (min(units, self._burst) - self._level) / self._per_s)

    def take(self, units: float, now: float) -> None:
        """Take units; more than may go at once are owed, and whoever comes next waits for them."""
        self._flow(now)
        self._level -= units

    def give_back(self, units: float) -> None:
        """Return units that were taken and not used; a negative number takes what was used beyond."""
        self._level += units

    def _flow(self, now: float) -> None:
        if self._at is not None:
            self._level = min(self._burst, self._level + (now - self._at) * self._per_s)
        self._at = now
