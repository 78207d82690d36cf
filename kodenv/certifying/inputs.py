"""New inputs that look like a suite's own: the same types, signs, alphabets and shapes, with boundary values."""

import random
from collections.abc import Sequence
from typing import Any

_MOST_ITEMS = 40


class Likeness:
    """Draws values like those that were seen in one place of a call."""

    def __init__(self, seen: Sequence[Any]) -> None:
        """Take the values that were seen there."""
        self._seen = list(seen)
        numbers = [one for value in seen for one in _leaves(value) if type(one) in (int, float)]
        self._least = min(numbers, default=0)
        self._greatest = max(numbers, default=0)
        self._alphabet = sorted({char for value in seen for one in _leaves(value) if type(one) is str for char in one})

    def draw(self, rng: random.Random) -> Any:
        """Return a value like one that was seen."""
        return self._vary(rng.choice(self._seen), rng)

    def _vary(self, value: Any, rng: random.Random) -> Any:
        match value:
            case bool():
                return rng.random() < 0.5
            case int():
                return self._number(value, rng)
            case float():
                return float(self._number(round(value), rng)) + rng.choice((0.0, value - int(value), 0.25))
            case str():
                return self._text(value, rng)
            case list() | tuple() | set() | frozenset():
                return type(value)(self._items(list(value), rng))
            case dict():
                pairs = [(key, self._vary(item, rng)) for key, item in value.items() if rng.random() < 0.8]
                return dict(pairs)
        return value

    def _number(self, value: int, rng: random.Random) -> int:
        low, high = int(self._least), int(self._greatest)
        options = [value + 1, value - 1, value, low, high, high + 1, low - 1, 0, 1, 2, rng.randint(low, high + 2)]
        lowest = min(low, 0) if low < 0 else (0 if low == 0 else 1)
        fitting = [one for one in options if one >= lowest]
        return rng.choice(fitting or [value])

    def _text(self, value: str, rng: random.Random) -> str:
        chars = list(value)
        alphabet = self._alphabet or list("ab")
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(chars) + 1)
            what = rng.randrange(4)
            if what == 0:
                chars.insert(place, rng.choice(alphabet))
            elif what == 1 and chars:
                del chars[place % len(chars)]
            elif what == 2 and chars:
                chars[place % len(chars)] = rng.choice(alphabet)
            elif chars:
                other = rng.randrange(len(chars))
                chars[place % len(chars)], chars[other] = chars[other], chars[place % len(chars)]
        return "".join(chars)

    def _items(self, items: list[Any], rng: random.Random) -> list[Any]:
        what = rng.randrange(7)
        if what == 0:
            return items[: rng.randint(0, len(items))]
        if what == 1:
            return items[::-1]
        if what == 2 and items:
            return [*items, rng.choice(items)][:_MOST_ITEMS]
        if what == 3:
            return rng.sample(items, len(items))
        if what == 4 and items:
            return [rng.choice(items)] * rng.randint(1, 3)
        return [self._vary(one, rng) if rng.random() < 0.5 else one for one in items]


def draw_arguments(
    calls: Sequence[tuple[tuple[Any, ...], dict[str, Any]]], count: int, rng: random.Random
) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Return different arguments for a function: those that it was called with, then ones like them.

    Args:
        calls: The positional and keyword arguments of each call that was seen.
        count: How many to return at most.
        rng: Where chance comes from.
    """
    found: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {repr(call): call for call in calls}
    by_shape: dict[tuple[int, tuple[str, ...]], list[tuple[tuple[Any, ...], dict[str, Any]]]] = {}
    for call in calls:
        by_shape.setdefault((len(call[0]), tuple(sorted(call[1]))), []).append(call)
    shapes = [(_places(group), group[0]) for group in by_shape.values()]
    for _ in range(4 * count):
        if len(found) >= count or not shapes:
            break
        places, example = rng.choice(shapes)
        drawn = [one.draw(rng) for one in places]
        positional = len(example[0])
        call = tuple(drawn[:positional]), dict(zip(sorted(example[1]), drawn[positional:], strict=True))
        found.setdefault(repr(call), call)
    return list(found.values())[:count]


def _places(group: Sequence[tuple[tuple[Any, ...], dict[str, Any]]]) -> list[Likeness]:
    positional = [Likeness([call[0][place] for call in group]) for place in range(len(group[0][0]))]
    return positional + [Likeness([call[1][name] for call in group]) for name in sorted(group[0][1])]


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for pair in value.items() for one in pair for leaf in _leaves(one)]
    if isinstance(value, list | tuple | set | frozenset):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]
