"""Where in a question the containers are that a program changed, and which of these changes the tests get to see."""

from __future__ import annotations

import collections
import dis
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kodenv.sandbox.calls import changes

_MAPPINGS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
_COLLECTIONS = (list, tuple, set, frozenset, collections.deque)
_OURS = "kodenv.sandbox.calls"
_NESTING = (list, tuple)
_LEVELS = 70  # of lists in lists that are looked into for a value; more are no array's
_FILLED = (str, bytes, range, dict, set, frozenset, *_MAPPINGS, collections.deque)
_FIXED = (tuple, frozenset, str, bytes, range)
HOLLOW = frozenset((type(None), *_NESTING, *_FILLED))
"""Types whose values can be empty."""


def kept(sent: list[Any], changed: list[Any], given: tuple[Any, ...], lets_change: Callable[[str], bool]) -> list[Any]:
    """Return the containers of a question with copies in the place of those that stay as they are.

    An answer that is one of them has its changes, the tests' own has not.

    Args:
        sent: All containers of the question.
        changed: Those of them that the program changed.
        given: The operands of the question.
        lets_change: Says whether what is changed at a place stays changed.
    """
    place_of = {id(one): place for place, value in reversed(list(_places(given))) for one in _within(value)}
    fixed = {place for place in {place_of.get(id(one), "") for one in changed} if not lets_change(place)}
    if not fixed:
        return sent
    ours = [one for one in sent if place_of.get(id(one), "") in fixed]
    copy_of = dict(zip(map(id, ours), changes.copies_of(ours)))  # noqa: B905 - runs on CPython 3.9
    return [copy_of.get(id(one), one) for one in sent]


def _places(given: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the arguments among the operands of a question with their numbers or names."""
    for operand in given:
        if type(operand) is tuple:
            for number, one in enumerate(operand):
                yield str(number), one
        elif type(operand) is dict:
            yield from operand.items()


def _within(value: Any) -> Iterator[Any]:
    """Yield a value and what plain containers in it hold."""
    waiting, seen = [value], set()
    while waiting:
        one = waiting.pop()
        kind = type(one)
        yield one
        if (kind in _MAPPINGS or kind in _COLLECTIONS) and id(one) not in seen:
            seen.add(id(one))
            waiting.extend(one if kind in _COLLECTIONS else [part for item in one.items() for part in item])


def has_empty(value: Any, containers: list[Any]) -> bool:
    """Return whether a value, or one of the containers that came with it, holds nothing."""
    return (type(value) in _FIXED and not value) or any(map(_is_empty, containers))


def is_hollow(value: Any, records: bool, level: int = 0) -> bool:
    """Return whether the answer to a call is a text or a container without a single value; with the reference, None is.

    Whatever is said of all elements of such an answer holds.
    """
    if value is None:
        return records
    kind = type(value)
    if kind in _NESTING and level < _LEVELS:
        return all(is_hollow(one, False, level + 1) for one in value)
    return kind in _FILLED and not value


def is_discarded() -> bool:
    """Return whether the tests do nothing with what the call returns that they are in."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_OURS):
        frame = frame.f_back
    if frame is None:
        return False
    later = (step.opname for step in dis.get_instructions(frame.f_code) if step.offset > frame.f_lasti)
    return next(later, "") == "POP_TOP"


def _is_empty(container: Any) -> bool:
    size = getattr(container, "size", None)
    return not (size if type(size) is int else len(container))
