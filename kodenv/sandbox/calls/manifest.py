"""What a loaded program offers: its names, with small values, and handles of large ones that are looked at later."""

from __future__ import annotations

import collections
import types
from typing import Any

from kodenv.sandbox.calls import known
from kodenv.sandbox.calls.codec import WRITERS
from kodenv.sandbox.calls.peer import Peer
from kodenv.sandbox.calls.shapes import IMMUTABLE

_PRIVATE = frozenset({"__builtins__", "__name__", "__doc__", "__loader__", "__spec__", "__package__", "__file__"})
_SMALL = 4096  # about so many bytes of a container come with its name; more of it is asked for
_LARGE = 1 << 20  # of a text, which cannot be asked for in parts
_ROOM = 16 << 20
_ELEMENT = 8
_TEXTS = (str, bytes, bytearray)
_MAPPINGS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
_COLLECTIONS = (list, tuple, set, frozenset, collections.deque)
_ARRAYS = frozenset({"numpy", "pandas"})


class ByHandle:
    """A value that stays where it is although it could travel."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


WRITERS[ByHandle] = lambda encoder, one: encoder.by_handle(one.value)


def send(peer: Peer, module: types.ModuleType) -> None:
    """Send the handle of a module, and of each of its names what it is and where it comes from.

    A name whose value cannot be sent is left out: it is asked for when a test uses it.
    """
    encoder = peer.encoder()
    entries: list[Any] = []
    room = _ROOM
    for name, value in list(module.__dict__.items()):
        if type(name) is not str or name in _PRIVATE:
            continue
        cost = _cost(value)
        if cost > min(_LARGE, room):
            continue
        room -= cost
        is_large = cost > _SMALL and type(value) not in IMMUTABLE
        try:
            entries.append(peer.part(encoder, (name, ByHandle(value) if is_large else value, known.origin_of(value))))
        except Exception:  # whatever an object of the program's does when it is looked at
            continue
    peer.say([peer.hand_out(module), *entries])


def _cost(value: Any) -> int:
    """Return about how many bytes it takes to send a value; of a container, hardly more than decides."""
    total = 0
    waiting, seen = [value], set()
    while waiting and total <= _SMALL:
        one = waiting.pop()
        kind = type(one)
        total += _ELEMENT
        if kind in _TEXTS:
            total += len(one)
        elif kind is int:
            total += one.bit_length() >> 2
        elif kind in _COLLECTIONS or kind in _MAPPINGS:
            if id(one) not in seen:
                seen.add(id(one))
                total += _ELEMENT * min(len(one), _SMALL)
                if total <= _SMALL:
                    waiting.extend(one if kind in _COLLECTIONS else [part for item in one.items() for part in item])
        elif str(kind.__module__).partition(".")[0] in _ARRAYS:
            total += _ELEMENT * min(int(getattr(one, "size", 1)), _SMALL)
    return total
