"""The program as a module of the grader's."""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterator
from typing import Any

from kodenv.sandbox.calls import known
from kodenv.sandbox.calls.codec import Malformed
from kodenv.sandbox.calls.peer import Peer, Ref

_get = object.__getattribute__
_REF, _CHANGING = "__#ref__", "__#changing__"  # star imports leave out what begins with an underscore
_PUBLIC = frozenset({"__all__", "__version__", "__author__", "__annotations__", "__license__"})
_FIXED = (types.FunctionType, type, types.ModuleType)


class Solution(types.ModuleType):
    """A module whose functions, classes and values are those of the program's process."""

    def __init__(self, peer: Peer, names: list[Any]) -> None:
        """Take what the program's process sent: the module's handle, then (name, value, origin) of each name."""
        types.ModuleType.__init__(self, "solution")
        number, *entries = names
        if type(number) is not int or not all(
            type(part) is str for name, _, origin in entries for part in (name, origin)
        ):
            raise Malformed("expected names")
        held = _get(self, "__dict__")
        pairs = list(_chosen(entries, peer.rules))
        held.update(pairs)
        held["__file__"] = "solution.py"
        types.ModuleType.__setattr__(self, _REF, Ref(peer, number))
        changing = {name for name, value in pairs if not isinstance(value, _FIXED)}
        types.ModuleType.__setattr__(self, _CHANGING, changing)

    def __getattribute__(self, name: str) -> Any:
        held = _get(self, "__dict__")
        if name in held and name not in held.get(_CHANGING, ()):
            return held[name]
        if name[:2] == "__" or _REF not in held:
            return _get(self, name)
        peer = held[_REF].peer
        if peer.rules.origins is not None and name not in peer.rules.origins and hasattr(builtins, name):
            raise AttributeError(f"the program's own {name!r} is not taken for the interpreter's")
        value = held[name] = peer.ask("get", held[_REF], name)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        held = _get(self, "__dict__")
        if _REF in held:
            held[_REF].peer.ask("set", held[_REF], name, value)
        types.ModuleType.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        held = _get(self, "__dict__")
        held[_REF].peer.ask("del", held[_REF], name)
        held.pop(name, None)


def _chosen(entries: list[Any], rules: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names that the tests see: the reference's; what it has from the standard library, they get from there.

    Others are there for who asks for one by its name, but never in the place of a name that the tests have.
    """
    origins = rules.origins
    for name, value, origin in entries:
        if name[:2] == "__" and name not in _PUBLIC:
            continue
        if origins is None:
            rules.found_origins[name] = origin
            yield name, value
        elif origins.get(name):
            yield name, known.find_origin(origins[name])
        elif name in origins:
            yield name, value
