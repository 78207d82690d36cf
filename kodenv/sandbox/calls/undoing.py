"""Undoing what a program did to the tests' own objects, where the reference did nothing to them."""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.calls import known

_ABSENT = object()
_ATTRIBUTES = object()  # stands where the type of a container stands else
_MOST = 1000  # elements of lists and the like that are compared
_CONTAINERS: tuple[Any, ...] = (list, dict, set, bytearray)


def note(undo: list[Any], target: Any, name: str) -> None:
    """Remember what an object has before one of its attributes, or all of them (``__init__``), are changed."""
    if name == "__init__":
        held = getattr(target, "__dict__", None)
        if type(held) is dict:
            undo.append((target, None, dict(held)))
    else:
        undo.append((target, name, getattr(target, name, _ABSENT)))


def content(target: Any) -> Any:
    """Return the plain type that a container of the tests' own class derives from, and what it holds, or None."""
    base = next((one for one in _CONTAINERS if isinstance(target, one)), None)
    if base is None:
        return _attributes(target)
    return base, list(dict.items(target)) if base is dict else list(base.__iter__(target))


def _attributes(target: Any) -> Any:
    """Return the attributes of an object of a class of the tests', with what those hold that are lists and the like."""
    held = getattr(target, "__dict__", None)
    if type(held) is not dict or isinstance(target, type) or known.is_installed(type(target)):
        return None
    inner = [one for one in held.values() if type(one) in _CONTAINERS]
    if sum(map(len, inner)) > _MOST:
        inner = []
    return _ATTRIBUTES, [dict(held), [(one, content(one)) for one in inner]]


def differs(one: Any, other: Any) -> bool:
    """Return whether two contents hold other objects, or the same in another order."""
    (base, before), (_, after) = one, other
    if base is _ATTRIBUTES:
        is_other = differs((dict, list(before[0].items())), (dict, list(after[0].items())))
        return is_other or any(differs(held, content(target)) for target, held in before[1])
    if base is dict:
        before, after = ([part for item in items for part in item] for items in (before, after))
    return len(before) != len(after) or any(a is not b for a, b in zip(before, after))  # noqa: B905 - CPython 3.9


def take_back(undo: list[Any]) -> None:
    """Give every object what it had, the last change first."""
    while undo:
        target, name, held = undo.pop()
        if name is None:
            target.__dict__.clear()
            target.__dict__.update(held)
        elif name is _ATTRIBUTES:
            undo.append((target, None, held[0]))
            undo += [(inner, *before) for inner, before in held[1]]
        elif type(name) is not str:
            _refill(name, target, held)
        elif held is not _ABSENT:
            setattr(target, name, held)
        elif hasattr(target, name):
            delattr(target, name)


def _refill(base: Any, target: Any, held: list[Any]) -> None:
    if base in (list, bytearray):
        base.__setitem__(target, slice(None), held)
    else:
        base.clear(target)
        base.update(target, held)
