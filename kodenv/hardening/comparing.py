"""When two answers are the same, as the cases that are written will see it."""

import math
from collections.abc import Iterator
from typing import Any

from kodenv.hardening.answers import Answer

TOLERANCE = 1e-6


def same_value(one: Any, other: Any, *, in_order: bool = True) -> bool:
    """Return whether two plain values are equal, floats within :data:`TOLERANCE`.

    Args:
        one: A value.
        other: A value.
        in_order: Whether the items of an outermost list or tuple must stand in the same order.
    """
    if _is_number(one) and _is_number(other):
        return _close(one, other)
    if not in_order and isinstance(one, list | tuple) and isinstance(other, list | tuple | set | frozenset):
        return _same_bag(list(one), list(other))
    if (isinstance(one, list) and isinstance(other, list)) or (isinstance(one, tuple) and isinstance(other, tuple)):
        return len(one) == len(other) and all(same_value(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    return bool(one == other)


def same_answer(one: Answer, other: Answer, *, in_order: bool = True) -> bool:
    """Return whether two programs did the same: the same value, or the same kind of failure."""
    if one.kind != other.kind:
        return False
    if one.kind != "value":
        return True
    if one.changed.keys() != other.changed.keys() and one.value is None:
        return False
    after = one.value is not None or all(same_value(one.changed[at], other.changed[at]) for at in one.changed)
    return after and same_value(one.value, other.value, in_order=in_order)


def has_float(value: Any) -> bool:
    """Return whether a float stands in a value."""
    return any(isinstance(one, float | complex) for one in parts(value))


def is_steady(value: Any) -> bool:
    """Return whether a value equals itself and is finite."""
    return all(math.isfinite(one) and abs(one) < 1e15 for one in parts(value) if isinstance(one, float)) and not any(
        isinstance(one, complex) for one in parts(value)
    )


def parts(value: Any) -> Iterator[Any]:
    """Yield a value and everything in it."""
    yield value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from parts(key)
            yield from parts(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from parts(one)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    try:
        return one == other or math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    except OverflowError:
        return False


def _same_bag(ones: list[Any], others: list[Any]) -> bool:
    if len(ones) != len(others):
        return False
    for one in ones:
        at = next((at for at, other in enumerate(others) if same_value(one, other)), None)
        if at is None:
            return False
        del others[at]
    return True
