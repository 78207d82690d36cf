"""How hard a question is: the share of independent attempts that pass, with an interval, in KodCode's bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kodenv import metrics
from synth.records import Attempt

_EASY, _HARD = 2 / 3, 1 / 3  # KodCode's code: easy from 2/3 on, hard below 1/3


@dataclass(frozen=True, slots=True, kw_only=True)
class Difficulty:
    """The pass share of a question's independent attempts.

    Attributes:
        sequence: 1 for each that passed, 0 for each other one; a reply that does not parse is a 0.
    """

    sequence: tuple[int, ...]

    @property
    def share(self) -> float:
        """The share that passed; 0 without attempts."""
        return sum(self.sequence) / len(self.sequence) if self.sequence else 0.0

    @property
    def band(self) -> str:
        """``easy``, ``medium`` or ``hard``."""
        return "easy" if self.share >= _EASY else "hard" if self.share < _HARD else "medium"

    def columns(self, teacher: str) -> dict[str, Any]:
        """Return KodCode's columns, under the teacher's name, and the interval."""
        return {
            f"{teacher}_pass_sequence": list(self.sequence),
            f"{teacher}_pass_trial_num": sum(self.sequence),
            f"{teacher}_difficulty": self.band,
            f"{teacher}_pass_percentage": round(self.share, 3),
            f"{teacher}_pass_interval": list(wilson(sum(self.sequence), len(self.sequence))),
        }


def difficulty_of(attempts: Sequence[Attempt]) -> Difficulty:
    """Return the difficulty that a question's attempts show; what we could not judge says nothing."""
    counted = sorted((a for a in attempts if a.independent and a.status != "UNSCORED"), key=lambda a: a.trial)
    return Difficulty(sequence=tuple(int(a.solved) for a in counted))


def wilson(passed: int, total: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, rounded to four digits; everything is possible without a trial.

    >>> wilson(3, 3)
    (0.4385, 1.0)
    """
    low, high = metrics.wilson(passed, total)
    return round(low, 4), round(high, 4)
