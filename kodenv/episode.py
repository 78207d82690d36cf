"""What the single and the vector environment share: the triplets to draw from, and one episode."""

import difflib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from kodenv.certified import shortcoming
from kodenv.errors import ConfigError, DataError, unknown_name
from kodenv.extract import extract_for
from kodenv.prompts import FEEDBACK_MODES, feedback_text, question_text
from kodenv.records import Status, Triplet, Verdict
from kodenv.rewards import RewardFunction
from kodenv.triplets import Source, load_triplets

MAX_QUESTION_CHARS = 1_000_000
_POOLS_KEPT = 4
_NAMES_COMPARED = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class TripletPool:
    """The triplets that an environment draws from, and their places by ``question_id``.

    ``left_out`` counts those whose certificate does not show ``least_score``, by reason.
    It pickles as its source: the copy that a worker process gets reads the file itself.
    """

    source: str | tuple[Triplet, ...] | None
    triplets: tuple[Triplet, ...]
    places: Mapping[str, int]
    least_score: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        return open_pool, (self.source, self.least_score)

    def draw(self, rng: np.random.Generator) -> Triplet:
        """Draw a triplet, each with the same chance."""
        return self.triplets[int(rng.integers(len(self.triplets)))]

    def find(self, question_id: object) -> Triplet:
        """Return the triplet of that id.

        Raises:
            ConfigError: If there is none; names a near id.
        """
        place = self.places.get(question_id) if isinstance(question_id, str) else None
        if place is None:
            near = difflib.get_close_matches(str(question_id), islice(self.places, _NAMES_COMPARED))
            known = near or [f"{len(self.places)} others, such as {self.triplets[0].question_id!r}"]
            raise ConfigError(f"reset: {unknown_name('question_id', question_id, known)}")
        return self.triplets[place]


def open_pool(source: Source | None, least_score: float | None = None) -> TripletPool:
    """Return the pool of a file, a data set's name, a list, or the bundled triplets (None).

    What was read from a file is kept for the next environment as long as the file does not change.

    Args:
        source: The triplets.
        least_score: Leave out those whose certificate does not show this mutation score, 0 to 1; None: take all.

    Raises:
        ConfigError: If the source cannot be reached.
        DataError: If a row is not a triplet, there is none, or two have the same id.
    """
    if source is None or isinstance(source, str | os.PathLike):
        path = None if source is None else os.fspath(source)
        return _read_pool(path, _stamp(path), least_score)
    triplets = tuple(load_triplets(source))
    return _pool(triplets, triplets, least_score)


@lru_cache(maxsize=_POOLS_KEPT)
def _read_pool(source: str | None, stamp: tuple[int, ...] | None, least_score: float | None) -> TripletPool:
    return _pool(source, tuple(load_triplets(source)), least_score)


def _stamp(path: str | None) -> tuple[int, ...] | None:
    """Return what changes when a file changes, None where the source is not a file."""
    if path is None or not os.path.exists(path):
        return None
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _pool(
    source: str | tuple[Triplet, ...] | None, read: tuple[Triplet, ...], least_score: float | None
) -> TripletPool:
    if least_score is not None and not 0 <= least_score <= 1:
        raise ConfigError(f"min_mutation_score: expected a number from 0 to 1, got {least_score!r}; None takes all")
    short = [shortcoming(triplet, least_score) for triplet in read]
    triplets = tuple(triplet for triplet, reason in zip(read, short, strict=True) if not reason)
    left_out = Counter(reason for reason in short if reason)
    if not triplets:
        raise DataError(
            f"triplets: expected some with a certified mutation score of {least_score} or more, got none "
            f"({dict(left_out)}); lower min_mutation_score, or certify them first"
        )
    for triplet in triplets:
        if len(triplet.question) > MAX_QUESTION_CHARS:
            raise DataError(
                f"triplets: {triplet.question_id}: expected a question of at most {MAX_QUESTION_CHARS} characters, "
                f"got {len(triplet.question)}; leave it out"
            )
    places = {triplet.question_id: place for place, triplet in enumerate(triplets)}
    return TripletPool(source=source, triplets=triplets, places=places, least_score=least_score, left_out=left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How an episode goes on and what it pays."""

    reward: RewardFunction
    max_turns: int
    feedback: str

    def __post_init__(self) -> None:
        if isinstance(self.max_turns, bool) or not isinstance(self.max_turns, int) or self.max_turns < 1:
            raise ConfigError(f"max_turns: expected an int above 0, got {self.max_turns!r}; 1 is a single turn")
        if self.feedback not in FEEDBACK_MODES:
            raise ConfigError(unknown_name("feedback", self.feedback, FEEDBACK_MODES))


class Turn(NamedTuple):
    """What came of one completion. ``reward`` is None where it could not be judged."""

    text: str
    reward: float | None
    terminated: bool
    info: dict[str, Any]


class Episode:
    """One question and the turns spent on it."""

    def __init__(self, triplet: Triplet, rules: Rules) -> None:
        self.triplet = triplet
        self.done = False
        self._rules = rules
        self._turns = 0

    @property
    def prompt(self) -> str:
        """The question as the model is asked it."""
        return question_text(self.triplet)

    def job(self, completion: str) -> tuple[Triplet, str | None]:
        """Return what to judge for a completion."""
        triplet = self.triplet
        found = extract_for(triplet, completion)
        return triplet, found.program

    def take(self, verdict: Verdict) -> Turn:
        """Spend a turn on the verdict. One that could not be judged ends the episode without a reward."""
        reward = self._reward(verdict)
        self._turns += 1
        self.done = reward is None or verdict.solved or self._turns >= self._rules.max_turns
        text = "" if reward is None else feedback_text(self.triplet, verdict, feedback=self._rules.feedback)
        return Turn(text, reward, self.done, describe(self.triplet, verdict))

    def _reward(self, verdict: Verdict) -> float | None:
        if verdict.status is Status.UNSCORED:
            return None
        reward = self._rules.reward(verdict)
        try:
            value = float(reward)  # type: ignore[arg-type]  # refused below
        except (TypeError, ValueError):
            value = float("nan")
        if not np.isfinite(value):
            raise ConfigError(
                f"reward: expected a finite number for a verdict of {verdict.status}, got {reward!r}; mend the function"
            )
        return value


def describe(triplet: Triplet, verdict: Verdict | None) -> dict[str, Any]:
    """Return ``info``: plain values, nothing measured, and the same keys before and after the verdict."""
    if verdict is None:
        return {"question_id": triplet.question_id, "status": None, "passed": 0, "total": 0, "verdict": {}}
    row = verdict.to_row()
    del row["measured"]
    return {
        "question_id": triplet.question_id,
        "status": row["status"],
        "passed": row["passed"],
        "total": row["total"],
        "verdict": row,
    }


def check_completion(action: object) -> str:
    """Return the action as a plain str.

    Raises:
        ConfigError: If it is not a text.
    """
    if not isinstance(action, str):
        raise ConfigError(f"step: expected the completion's text, got {action!r:.200}; pass a str")
    return str(action)


def check_options(options: Mapping[str, Any] | None, known: Sequence[str]) -> Mapping[str, Any]:
    """Return the options of a reset, or none.

    Raises:
        ConfigError: If one is unknown.
    """
    for name in options or {}:
        if name not in known:
            raise ConfigError(f"reset: {unknown_name('option', name, known)}")
    return options or {}
