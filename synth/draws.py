"""Draws without replacement that are pure functions of hashed parts.

An item's place depends on the seed and on its own id only, so the order of a file's rows changes nothing, and
an item added or removed moves no other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from kodenv.errors import ConfigError


def draw(ids: Iterable[str], seed: int, name: str) -> Iterator[str]:
    """Yield ids without end: all of them in a shuffled order, then all again in another.

    Args:
        ids: What is drawn from; an id given twice counts once.
        seed: Seed of the run.
        name: Whose draw it is; two names draw independently.

    Raises:
        ConfigError: If there is nothing to draw from.
    """
    pool = set(ids)
    if not pool:
        raise ConfigError(f"{name}: expected seeds to draw from, got none; check where they are read from")
    return _rounds(pool, seed, name)


def _rounds(pool: set[str], seed: int, name: str) -> Iterator[str]:
    number = 0
    while True:
        yield from sorted(pool, key=lambda item: _rank(name, seed, number, item))
        number += 1


def draw_groups(ids: Iterable[str], size: int, seed: int, name: str) -> Iterator[tuple[str, ...]]:
    """Yield groups of ``size`` different ids without end; no id comes again before all others came.

    Raises:
        ConfigError: If there are fewer ids than a group has.
    """
    pool = set(ids)
    if len(pool) < size:
        raise ConfigError(f"{name}: expected at least {size} seeds, got {len(pool)}; give more of them")
    return _groups(draw(pool, seed, name), size)


def _groups(order: Iterator[str], size: int) -> Iterator[tuple[str, ...]]:
    waiting: list[str] = []
    while True:
        group: dict[str, None] = {}
        # Where one round ends inside a group, an id of the next round may be in the group already: it waits.
        put_back = []
        while len(group) < size:
            item = waiting.pop(0) if waiting else next(order)
            if item in group:
                put_back.append(item)
            else:
                group[item] = None
        waiting[:0] = put_back
        yield tuple(group)


def _rank(*parts: str | int) -> bytes:
    return hashlib.sha256(json.dumps(("draw", *parts)).encode()).digest()
