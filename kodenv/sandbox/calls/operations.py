"""What one end may be asked to do with its objects."""

from __future__ import annotations

import collections.abc
import copy
import operator
import types
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.calls import stdlib_types
from kodenv.sandbox.calls.peer import Peer


def call(peer: Peer, target: Any, args: Any, kwargs: Any) -> Any:
    """Call an object."""
    return target(*args, **kwargs) if kwargs else target(*args)


def method(peer: Peer, target: Any, name: str, args: Any, kwargs: Any) -> Any:
    """Call a method."""
    return getattr(target, name)(*args, **kwargs or {})


def unbound(peer: Peer, cls: Any, name: str, target: Any, args: Any, kwargs: Any) -> Any:
    """Call a class's method on an object, whatever the object's class says."""
    return getattr(cls, name)(target, *args, **kwargs or {})


def get(peer: Peer, target: Any, name: str) -> Any:
    """Read an attribute."""
    value = getattr(target, name)
    return dict(value) if name == "__dict__" else value


def set_(peer: Peer, target: Any, name: str, value: Any) -> None:
    """Set an attribute; what a class had before is kept."""
    if isinstance(target, type):
        peer.originals.setdefault((target, name), target.__dict__.get(name, _ABSENT))
    setattr(target, name, value)


_ABSENT = object()


def put_back(peer: Peer, cls: Any, name: str) -> None:
    """Give a class the attribute that it had before the first change."""
    value = peer.originals.pop((cls, name), _ABSENT)
    if value is not _ABSENT:
        setattr(cls, name, value)


def delete(peer: Peer, target: Any, name: str) -> None:
    """Delete an attribute."""
    delattr(target, name)


def do(peer: Peer, name: str, target: Any, *operands: Any) -> Any:
    """Apply a function of the interpreter's."""
    return DO[name](target, *operands)


def derive(peer: Peer, name: str, bases: tuple[type, ...], members: list[Any]) -> int:
    """Make a class as a class statement of the other end does; return its handle."""
    return peer.describe_as_sent(types.new_class(name, bases, {}, lambda names: names.update(members)))


def _content(target: Any) -> Any:
    """Return what an instance of a class derived from a container holds, as the plain container."""
    if isinstance(target, list):
        return list(list.__iter__(target))
    if isinstance(target, dict):
        return dict(dict.items(target))
    if isinstance(target, set):
        return set(set.__iter__(target))
    if isinstance(target, bytearray):
        return bytearray(target)
    if isinstance(target, (collections.abc.Mapping, types.MappingProxyType)):
        return dict(target.items())
    if isinstance(target, collections.abc.Set):
        return set(target)
    if isinstance(target, memoryview):
        return bytes(target)
    plain = stdlib_types.plain_of(target)
    if plain is not None:
        return plain
    return getattr(target, "data", None) if hasattr(target, "data") else list(target)


def _fields(target: Any, names: Any) -> tuple[Any, ...]:
    return tuple([getattr(target, name) for name in names])


DO: dict[str, Callable[..., Any]] = {
    "getitem": operator.getitem, "iter": iter, "len": len, "contains": operator.contains, "dir": dir, "repr": repr,
    "str": str, "format": format, "copy": copy.copy, "deepcopy": copy.deepcopy, "hash": hash, "content": _content,
    "fields": _fields,
}  # fmt: skip

OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": call, "method": method, "unbound": unbound, "get": get, "set": set_, "del": delete, "do": do,
    "derive": derive, "put back": put_back,
}  # fmt: skip
