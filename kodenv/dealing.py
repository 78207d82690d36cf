"""The suites that programs are dealt: as they are, or with planted cases of which a program cannot know."""

import dataclasses
import threading

from kodenv.early import payload_that_stops
from kodenv.evidence import Planting
from kodenv.measuring import planting_of
from kodenv.permissions import Permissions
from kodenv.planting import PlantedSuite, PlantPool, find_plants
from kodenv.standing import Question, Standing

_FEW, _MANY = 2, 10  # plants a version; many where the program's own objects or process could lie to the suite
_VERSIONS = 2  # planted versions of a suite at a time; making one costs about as much as a verdict

Dealt = tuple[bytes, Planting | None]


class Deck:
    """A suite and its standing, made ready for the first program that is really run."""

    __slots__ = ("_first", "_kept", "_lock", "_plain", "_pool", "_question", "standing")

    def __init__(self, question: Question, standing: Standing, first: tuple[str, ...] | None = None) -> None:
        """Take a question and what its reference fixed.

        ``first`` are the cases that are asked first in runs that stop at a failure; None: all cases are run.
        """
        self.standing = standing
        self._first = first
        self._question = question
        self._plain: bytes | None = None
        self._kept: Deck | None = None
        self._pool: PlantPool[Dealt] | None = None
        self._lock = threading.Lock()

    def draw(self) -> Dealt:
        """Return what the suite's process reads, and the map of what is planted in it; any thread may ask."""
        with self._lock:
            if self._plain is None:
                self._plain = self._payload(None, self.standing.permissions)
                self._pool = self._make_pool()
            return (self._plain, None) if self._pool is None else self._pool.draw()

    def kept(self) -> Dealt:
        """Return the same for a run in which no program changes objects of the tests' that the reference did not."""
        with self._lock:
            if self._kept is None:
                permissions = dataclasses.replace(self.standing.permissions, keeps=True)
                self._kept = Deck(
                    self._question, dataclasses.replace(self.standing, permissions=permissions), self._first
                )
        return self._kept.draw()

    def _make_pool(self) -> PlantPool[Dealt] | None:
        suite, standing = self._question.suite, self.standing
        if not standing.plants:
            return None
        ids, names = standing.expected.required, set(standing.plants)
        found = find_plants(suite.source, suite.test_format, suite.entry_point, ids)
        usable = [one for one in found if one.name in names]
        if not usable:
            return None
        own_word = standing.mode == "shared" or standing.permissions.own_equality or standing.permissions.own_objects
        return PlantPool(
            suite.source, suite.test_format, suite.entry_point, ids, usable, self._finish,
            count=_MANY if own_word else _FEW, size=_VERSIONS,
        )  # fmt: skip

    def _finish(self, planted: PlantedSuite) -> Dealt:
        permissions = self.standing.permissions.reported(planted.real, planted.planted)
        return self._payload(planted, permissions), planting_of(planted)

    def _payload(self, planted: PlantedSuite | None, permissions: Permissions) -> bytes:
        if self._first is None:
            return self._question.suite.payload(planted, permissions)
        return payload_that_stops(self._question.suite, planted, permissions, self._first)
