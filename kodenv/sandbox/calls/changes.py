"""In-place changes: what a call did to the containers that it was given, and doing the same to the originals."""

from __future__ import annotations

import collections
import operator
from collections.abc import Callable
from typing import Any

_MAPPINGS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)


def snapshot(container: Any) -> Any:
    """Return what tells later whether a container was changed: its elements themselves, not their values."""
    kind = type(container)
    if kind is list or kind is collections.deque:
        return list(container)
    if kind in _MAPPINGS:
        return list(container), list(container.values())
    if kind is set:
        return set(map(id, container)), list(container)  # the elements are held, so their ids stay theirs
    return bytes(container) if kind is bytearray else _SNAPSHOTS[kind](container)


def has_changed(container: Any, before: Any) -> bool:
    """Return whether a container differs from its snapshot in any element's identity."""
    kind = type(container)
    if kind is list or kind is collections.deque:
        return not _same(list(container), before)
    if kind in _MAPPINGS:
        return not (_same(list(container), before[0]) and _same(list(container.values()), before[1]))
    if kind is set:
        return bool(set(map(id, container)) != before[0])
    return bool(snapshot(container) != before)


def copy_of(container: Any) -> Any:
    """Return a new container of the same type with the same elements."""
    copy: Any = container.copy()
    return copy


def copies_of(containers: list[Any]) -> list[Any]:
    """Return copies of containers; where one of these holds another of them, its copy holds the other's copy."""
    copies = [copy_of(one) for one in containers]
    copy_at = {id(one): copy for one, copy in zip(containers, copies)}  # noqa: B905 - CPython 3.9

    def copied(value: Any) -> Any:
        if type(value) is tuple:
            return tuple(map(copied, value))
        return copy_at.get(id(value), value)

    for copy in copies:
        kind = type(copy)
        if kind is list or kind is collections.deque:
            for index, value in enumerate(copy):
                copy[index] = copied(value)
        elif kind in _MAPPINGS:
            for key, value in copy.items():
                copy[key] = copied(value)
    return copies


def apply(container: Any, new: Any) -> None:
    """Make a container have the elements of another of its type.

    Raises:
        TypeError: If the two are not of one type.
    """
    kind = type(container)
    if type(new) is not kind:
        raise TypeError("expected a container of the same type")
    if kind is list or kind is bytearray:
        container[:] = new
    elif kind is set or kind in _MAPPINGS:
        container.clear()
        container.update(new)
    elif kind is collections.deque:
        container.clear()
        container.extend(new)
    else:
        _APPLY[kind](container, new)


def _same(now: list[Any], before: list[Any]) -> bool:
    return len(now) == len(before) and all(map(operator.is_, now, before))


_SNAPSHOTS: dict[type, Callable[[Any], Any]] = {}
_APPLY: dict[type, Callable[[Any, Any], None]] = {}


def knows(kind: type) -> bool:
    """Return whether a type was registered."""
    return kind in _APPLY


def register(kind: type, take: Callable[[Any], Any], change: Callable[[Any, Any], None]) -> None:
    """Teach this module a type that is loaded later."""
    _SNAPSHOTS[kind] = take
    _APPLY[kind] = change
