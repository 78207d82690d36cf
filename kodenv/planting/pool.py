"""Planted suites kept ready: making one costs as much as a verdict."""

import random
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kodenv.planting.records import Plant, PlantedSuite
from kodenv.planting.sowing import DRAWN, plant

_POOL = 8
_MOST_CHARS = 400_000  # of all versions together
_USES = 16  # of a version, before another takes its place
Made = TypeVar("Made")


class PlantPool(Generic[Made]):
    """A few planted versions of a suite, made as they are asked for; which one is drawn is chosen at random.

    None is drawn for long, so that what many verdicts might tell of one is of no use for the next.
    """

    __slots__ = ("_count", "_finish", "_made", "_rng", "_suite", "_used")

    def __init__(
        self,
        test: str,
        test_format: str,
        entry_point: str | None,
        case_ids: Sequence[str],
        plants: Sequence[Plant],
        finish: Callable[[PlantedSuite], Made],
        *,
        count: int | None = DRAWN,
        size: int = _POOL,
    ) -> None:
        """Take what :func:`plant` takes, what is made of each version, and how many to keep: fewer of a long suite."""
        self._suite = test, test_format, entry_point, tuple(case_ids), tuple(plants)
        self._count, self._finish = count, finish
        self._made: list[Made | None] = [None] * min(size, max(2, _MOST_CHARS // (len(test) + 1)))
        self._used = [0] * len(self._made)
        self._rng = random.SystemRandom()

    def draw(self) -> Made:
        """Return what was made of one of the versions."""
        index = self._rng.randrange(len(self._made))
        found = self._made[index]
        if found is None or self._used[index] >= _USES:
            found = self._made[index] = self._finish(plant(*self._suite, self._rng, self._count))
            self._used[index] = 0
        self._used[index] += 1
        return found
