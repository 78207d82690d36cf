"""Measures triplets, each once, and keeps their suites ready for the programs that follow."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from kodenv.dealing import Deck
from kodenv.early import lethal_first
from kodenv.lanes import Job
from kodenv.measuring import FORGOTTEN, STORED, Measurement, measure
from kodenv.preparation import JUDGE_VERSION, fingerprint
from kodenv.standing import Question, Standing, standing_from_row
from kodenv.verdict_store import VerdictStore

_REMEMBERED = 512


class Decks:
    """The decks of the triplets that were judged last."""

    def __init__(
        self,
        run: Callable[[Job], None],
        store: VerdictStore | None,
        place: str,
        isolation: str,
        *,
        plants: bool,
        stop_early: bool = False,
    ) -> None:
        """Take what decks need.

        Args:
            run: What runs a job.
            store: Where standings are kept, or None.
            place: The environment that they are kept for.
            isolation: What is wanted.
            plants: Whether cases are planted.
            stop_early: Whether a run ends at its first failure.
        """
        self._stop_early = stop_early
        self._run, self._store, self._place, self._isolation, self._plants = run, store, place, isolation, plants
        self._known: OrderedDict[tuple[object, ...], Future[Deck]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, question: Question) -> "Future[Deck]":
        """Return the deck of a question, which may still have to be measured."""
        one = question.triplet
        first = self._first(question)
        key = one.test, one.solution, one.entry_point, one.test_format, question.bounds, question.kind, first
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
            made: Future[Deck] = Future()
            self._known[key] = made
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._begin(question, key, made)
        return made

    def _first(self, question: Question) -> tuple[str, ...] | None:
        return lethal_first(question.triplet) if self._stop_early else None

    def _begin(self, question: Question, key: tuple[object, ...], made: "Future[Deck]") -> None:
        name = self._name(question)
        kept = self._kept(name)
        if kept is not None:
            made.set_result(Deck(question, kept, self._first(question)))
            return
        measured: Future[tuple[Standing, str]] = Future()
        measured.add_done_callback(lambda done: self._finish(question, key, name, made, done))
        Measurement(question, measure(question, self._isolation, self._plants), self._run, measured).go()

    def _kept(self, name: str) -> Standing | None:
        row = self._store.standing(name, self._place) if self._store is not None else None
        try:
            return None if row is None else standing_from_row(row)
        except (KeyError, TypeError, ValueError):  # another version wrote it
            return None

    def _finish(
        self,
        question: Question,
        key: tuple[object, ...],
        name: str,
        made: "Future[Deck]",
        measured: "Future[tuple[Standing, str]]",
    ) -> None:
        error = measured.exception()
        if error is not None:
            self._forget(key)
            made.set_exception(error)
            return
        standing, lasting = measured.result()
        if lasting == FORGOTTEN:
            self._forget(key)
        elif lasting == STORED and self._store is not None:
            self._store.put_standing(name, self._place, standing.to_row())
        made.set_result(Deck(question, standing, self._first(question)))

    def _forget(self, key: tuple[object, ...]) -> None:
        with self._lock:
            self._known.pop(key, None)

    def _name(self, question: Question) -> str:
        one, bounds = question.triplet, question.bounds
        return fingerprint([
            JUDGE_VERSION, "standing", self._isolation, self._plants, question.kind.profile, one.test_format, one.test,
            one.entry_point, one.solution, bounds.timeout_s, bounds.memory_mb,
        ])  # fmt: skip
