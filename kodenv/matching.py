"""Matched training sets from one set of rollouts: all, only correct, only incorrect.

The published comparison (OpenCodeReasoning, arXiv:2504.01943, section 4) drew its correct and incorrect sets from
different questions: what was solved is easier, and the unfiltered set was three times as large. Here the sets hold the
same questions, hence the same difficulties, with the same number of replies to each, and nearly the same tokens.

A question gives as many pairs of a correct and an incorrect reply as it has of the rarer kind. Both sides of a pair are
of similar length. The unfiltered set takes one side of each pair, the correct one as often as the question's own share
of correct replies says.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.errors import ConfigError
from kodenv.seeding import derive_seed

ARMS = ("unfiltered", "correct", "incorrect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What matching needs to know of a rollout: where it lies, how long it is, whether it is correct."""

    place: int
    tokens: int
    correct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A correct and an incorrect reply to one question, and which of them the unfiltered set takes."""

    correct: Reply
    incorrect: Reply
    unfiltered: Reply

    def of(self, arm: str) -> Reply:
        """Return the reply that is in one of :data:`ARMS`."""
        reply: Reply = getattr(self, arm)
        return reply

    @property
    def surplus(self) -> int:
        """By how many tokens the incorrect reply is longer."""
        return self.incorrect.tokens - self.correct.tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How alike the sets have to be.

    Attributes:
        per_question: At most so many pairs of a question; None: no bound.
        token_ratio: The longer side of a pair has at most so many times the shorter's tokens.
        total_ratio: The totals of correct and incorrect differ by at most this share; pairs that lean most to the
            longer side are left out until they do.

    Raises:
        ConfigError: If a value cannot be used.
    """

    per_question: int | None = None
    token_ratio: float = 1.5
    total_ratio: float = 0.01

    def __post_init__(self) -> None:
        if self.per_question is not None and self.per_question < 1:
            raise ConfigError(f"per_question: expected 1 or more pairs, got {self.per_question!r}; raise it")
        if not 1 <= self.token_ratio < math.inf:
            raise ConfigError(f"token_ratio: expected a number from 1 on, got {self.token_ratio!r}; raise it")
        if not 0 <= self.total_ratio < 1:
            raise ConfigError(f"total_ratio: expected a share from 0 to 1, got {self.total_ratio!r}; change it")


def pair_up(question_id: str, replies: Sequence[Reply], bounds: Bounds, seed: int) -> list[Pair]:
    """Return the pairs of one question, those most alike first in line where there is a bound.

    Args:
        question_id: Seeds what is drawn.
        replies: All its usable replies.
        bounds: How alike a pair has to be.
        seed: Of the run.
    """
    sides = [[reply for reply in replies if reply.correct is kind] for kind in (True, False)]
    matched = [pair for pair in _nearest(*sides) if _ratio(*pair) <= bounds.token_ratio]
    matched.sort(key=lambda pair: (_ratio(*pair), pair[0].place))
    matched = matched[: bounds.per_question]
    draw = random.Random(derive_seed("ablate", seed, question_id))
    share = len(sides[0]) / len(replies) if replies else 0.0
    exact = share * len(matched)
    count = int(exact) + (draw.random() < exact - int(exact))
    chosen = set(draw.sample(range(len(matched)), count))
    pairs = (
        Pair(correct=one, incorrect=other, unfiltered=one if number in chosen else other)
        for number, (one, other) in enumerate(matched)
    )
    return sorted(pairs, key=lambda pair: pair.correct.place)


def _nearest(correct: Sequence[Reply], incorrect: Sequence[Reply]) -> list[tuple[Reply, Reply]]:
    """Pair each reply of the rarer kind with one of the other, so that the differences of length add up to the least.

    Both sides by length: the best pairing never crosses, so that a table over prefixes finds it.
    """
    few, many = sorted((correct, incorrect), key=len)
    few, many = sorted(few, key=_by_length), sorted(many, key=_by_length)
    width = len(many) - len(few) + 1
    if not few:
        return []
    # least[i][d]: the least sum for the first i of the few, when their last partner is number i - 1 + d or before.
    least = [[0.0] * width]
    for i, reply in enumerate(few):
        row: list[float] = []
        for d in range(width):
            taken = least[i][d] + abs(reply.tokens - many[i + d].tokens)
            row.append(min(taken, row[-1]) if row else taken)
        least.append(row)
    pairs: list[tuple[Reply, Reply]] = []
    d = width - 1
    for i in range(len(few), 0, -1):
        while d > 0 and least[i][d] == least[i][d - 1]:
            d -= 1
        one, other = few[i - 1], many[i - 1 + d]
        pairs.append((one, other) if one.correct else (other, one))
    return pairs[::-1]


def _by_length(reply: Reply) -> tuple[int, int]:
    return reply.tokens, reply.place


def _ratio(one: Reply, other: Reply) -> float:
    return max(one.tokens, other.tokens, 1) / max(min(one.tokens, other.tokens), 1)


def balance(pairs: Sequence[Pair], bounds: Bounds) -> list[Pair]:
    """Leave out the pairs that lean most to the longer side until both totals agree, and return the others in order."""
    correct, incorrect = (sum(pair.of(arm).tokens for pair in pairs) for arm in ARMS[1:])
    sign = 1 if incorrect > correct else -1
    dropped: set[int] = set()
    for place in sorted(range(len(pairs)), key=lambda place: (-sign * pairs[place].surplus, place)):
        gap = incorrect - correct
        if abs(gap) <= bounds.total_ratio * max(correct, incorrect):
            break
        # A pair that leans further than what is left to close would open it on the other side.
        if abs(gap - pairs[place].surplus) < abs(gap):
            correct -= pairs[place].correct.tokens
            incorrect -= pairs[place].incorrect.tokens
            dropped.add(place)
    return [pair for place, pair in enumerate(pairs) if place not in dropped]
