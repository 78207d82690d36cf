"""Which of the possible cases to add: few that together see every difference known, several times over.

A case is worth what it sees: a mutant or another program that answers otherwise there, or a feature of inputs and
results (empty, negative, repeated, one below another) that no case had so far. Real mistakes are not those of mutants,
so features count too, and what the old suite misses counts more than what it sees already.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kodenv.hardening.answers import Call

Targets = Mapping[str, int]


def cover(sees: Sequence[frozenset[str]], wanted: Targets, worth: Mapping[str, float], most: int) -> list[int]:
    """Choose candidates greedily until every target was seen as often as wanted; ties go to the earlier one.

    Args:
        sees: What each candidate sees.
        wanted: How often each target shall be seen.
        worth: What seeing a target is worth; 1 where it is not named.
        most: How many candidates to choose at most.
    """
    left = {target: count for target, count in wanted.items() if count > 0}
    chosen: list[int] = []
    remaining = dict(enumerate(sees))
    while remaining and left and len(chosen) < most:
        gains = {at: sum(worth.get(one, 1.0) for one in seen if one in left) for at, seen in remaining.items()}
        best = min(gains, key=lambda at: (-gains[at], at))
        if gains[best] <= 0:
            break
        chosen.append(best)
        for target in remaining.pop(best):
            if target in left:
                left[target] -= 1
                if not left[target]:
                    del left[target]
    return chosen


def features(call: Call, result: Any) -> frozenset[str]:
    """Return what is special about a call and its result, as names."""
    values = [*call.args, *(call.kwargs[name] for name in sorted(call.kwargs))]
    found = {f"{at}:{one}" for at, value in enumerate(values) for one in _of_value(value, 0)}
    found |= {f"result:{one}" for one in _of_value(result, 0)}
    found |= {
        f"{a}-{b}:{one}" for a, x in enumerate(values) for b, y in enumerate(values) if a < b for one in _of_pair(x, y)
    }
    if isinstance(result, bool | int | str | None) and len(repr(result)) < 12:
        found.add(f"result={result!r}")
    return frozenset(found)


def _of_value(value: Any, depth: int) -> Iterator[str]:
    yield type(value).__name__
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from _of_number(value)
    elif isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, list | tuple | set | frozenset | dict):
        yield f"size {min(len(value), 4)}"
        items = list(value.values()) if isinstance(value, dict) else list(value)
        yield from _of_items(items)
        if depth < 2:
            yield from {f"in {one}" for item in items for one in _of_value(item, depth + 1)}


def _of_number(value: float) -> Iterator[str]:
    yield "negative" if value < 0 else "zero" if value == 0 else "one" if value == 1 else "positive"
    if isinstance(value, int):
        yield "odd" if value % 2 else "even"
        yield f"bits {min(int(value).bit_length() // 8, 8)}"
    else:
        yield "whole" if value == int(value) else "broken"


def _of_text(value: str) -> Iterator[str]:
    yield f"size {min(len(value), 4)}"
    tests = {
        "upper": any(map(str.isupper, value)), "lower": any(map(str.islower, value)),
        "digit": any(map(str.isdigit, value)),
        "space": " " in value, "spaces": "  " in value, "edge": value != value.strip(),
        "sign": any(not (one.isalnum() or one == " ") for one in value), "repeated": len(set(value)) < len(value),
        "palindrome": value == value[::-1], "starts upper": value[:1].isupper(), "ends sign": not value[-1:].isalnum(),
        "starts digit": value[:1].isdigit(), "twice": any(a == b for a, b in itertools.pairwise(value)),
        "capitals": any(a.isupper() and b.isupper() for a, b in itertools.pairwise(value)),
    }  # fmt: skip
    yield from (name for name, holds in tests.items() if holds)


def _of_items(items: list[Any]) -> Iterator[str]:
    shown = [repr(one) for one in items]
    if len(set(shown)) < len(shown):
        yield "repeated"
        if len(set(shown)) == 1:
            yield "all equal"
    if len({type(one) for one in items}) > 1:
        yield "mixed"
    try:
        if len(items) > 1:
            yield "rising" if items == sorted(items) else "falling" if items == sorted(items)[::-1] else "unordered"
    except TypeError:
        yield "unorderable"


def _of_pair(one: Any, other: Any) -> Iterator[str]:
    sized = (list, tuple, str)
    if isinstance(one, int | float) and isinstance(other, int | float):
        yield "less" if one < other else "equal" if one == other else "more"
        yield f"signs {one < 0}{other < 0}"
    elif isinstance(one, sized) and isinstance(other, sized):
        yield "shorter" if len(one) < len(other) else "as long" if len(one) == len(other) else "longer"
        if type(one) is type(other):
            yield "same" if one == other else "different"
    for number, holder in ((one, other), (other, one)):
        if isinstance(number, int) and isinstance(holder, sized):
            size = len(holder)
            yield "below" if number < size else "full" if number == size else "beyond"
            yield f"at {number}" if number in (0, 1) else "elsewhere"
            yield from (f"twin {offset}" for offset in (0, 1) if _has_twin(holder, number - offset))
        if isinstance(holder, list | tuple):
            yield "held" if any(number == item and type(number) is type(item) for item in holder) else "not held"


def _has_twin(holder: Sequence[Any], place: int) -> bool:
    """Whether what stands at a place stands further ahead, too, behind something else: who looks for it finds that."""
    if not 0 < place < len(holder):
        return False
    first = next(at for at, item in enumerate(holder) if item == holder[place])
    return any(item != holder[place] for item in holder[first:place])
