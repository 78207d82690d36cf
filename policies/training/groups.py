"""Which questions a GRPO run draws: those whose groups are likely to hold both passes and failures.

A group in which every completion passes, or none does, has no advantage and teaches nothing. The chance that it holds
both follows from the question's pass rate p and the group's size G: 1 - p^G - (1 - p)^G.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from kodenv.seeding import derive_seed


class PassRates:
    """Each question's running pass rate, in which older groups count less and less."""

    def __init__(self, group: int, *, floor: float = 0.1, memory: float = 0.7) -> None:
        """Start without knowing anything.

        Args:
            group: Completions per question, G.
            floor: The least weight of a question.
            memory: What earlier groups count when a new one comes, as a share.
        """
        self._group, self._floor, self._memory = group, floor, memory
        self._seen: dict[str, tuple[float, float]] = {}

    def add(self, question_ids: Sequence[str], passed: Sequence[bool | None]) -> None:
        """Count one generation: for each completion its question and whether it passed, None where unjudged."""
        groups: dict[str, list[bool]] = {}
        for question_id, one in zip(question_ids, passed, strict=True):
            if one is not None:
                groups.setdefault(question_id, []).append(one)
        for question_id, ones in groups.items():
            passes, total = self._seen.get(question_id, (0.0, 0.0))
            self._seen[question_id] = (self._memory * passes + sum(ones), self._memory * total + len(ones))

    def weight(self, question_id: str) -> float:
        """Return how often a question should be drawn, relative to the others: from ``floor`` to 1."""
        if question_id not in self._seen:
            return 1.0
        passes, total = self._seen[question_id]
        rate = (passes + 0.5) / (total + 1.0)  # Jeffreys' prior: no rate is ever certain
        mixed: float = 1.0 - rate**self._group - (1.0 - rate) ** self._group
        return max(self._floor, mixed)

    def save(self, path: Path) -> None:
        """Write the rates as JSON."""
        path.write_text(json.dumps(self._seen), encoding="utf-8")

    def load(self, path: Path) -> None:
        """Take the rates that :meth:`save` wrote."""
        self._seen = {key: (passes, total) for key, (passes, total) in json.loads(path.read_text()).items()}


def draw_questions(question_ids: Sequence[str], rates: PassRates, *, count: int, seed: int) -> Iterator[list[int]]:
    """Yield, for ever, ``count`` distinct places of questions, drawn by their weights at that moment.

    Source: Efraimidis and Spirakis 2006, weighted sampling without replacement (the largest u^(1/w)).
    """
    turn = 0
    while True:
        rng = Random(derive_seed("groups", seed, turn))
        keys = [rng.random() ** (1.0 / rates.weight(question_id)) for question_id in question_ids]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=True)
        yield order[:count]
        turn += 1


def signal_share(rewards: Sequence[float | None], groups: Sequence[str]) -> float | None:
    """Return the share of groups whose scored rewards differ; None where no group has two of them."""
    found: dict[str, list[float]] = {}
    for reward, group in zip(rewards, groups, strict=True):
        if reward is not None:
            found.setdefault(group, []).append(reward)
    usable = [values for values in found.values() if len(values) > 1]
    return sum(min(values) < max(values) for values in usable) / len(usable) if usable else None
