"""Plain data by value: between Python values and trees that JSON can write.

None, bool, float, str, int and list are themselves; everything else is an object with one key, its tag. Only exact
types are plain data: an instance of a subclass is an object of its owner. Containers that can change are numbered
in the order in which they are met, so that a second mention (``r``) is the same object, and so that an answer can
name (``a``) and change the containers of the question.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from typing import Any

DEPTH = 150  # levels of nesting written as a tree; what is deeper is written flat
_BIG = 1 << 512
_EASY = frozenset({type(None), bool, float, str})
_INTS = frozenset({int})
_EASY_OR_INT = _EASY | _INTS


class Malformed(ValueError):
    """Not what an encoder writes."""


class Deep(Exception):
    """The value is nested too deeply for a tree."""


class Encoder:
    """Writes the values of one message."""

    __slots__ = ("_depth", "_refer", "_seen", "known", "mutables")

    def __init__(self, refer: Any, known: dict[int, int] | None = None) -> None:
        """Write what is no plain data with ``refer``; ``known`` are the containers of the question by identity."""
        self._refer = refer
        self.known = known or {}
        self.mutables: list[Any] = []
        self._seen: dict[int, int] = {}
        self._depth = 0

    def encode(self, value: Any) -> Any:
        """Return the tree of a value."""
        kind = type(value)
        if kind in _EASY:
            return value
        if kind is int:
            return value if -_BIG < value < _BIG else {"i": hex(value)}
        write = WRITERS.get(kind)
        if write is None:
            return self._refer(value, self)
        self._depth += 1
        if self._depth > DEPTH:
            raise Deep
        node = write(self, value)
        self._depth -= 1
        return node

    def mention(self, value: Any) -> Any:
        """Number a container that can change; return how to write it if it has a number already."""
        name = id(value)
        if name in self.known:
            return {"a": self.known[name]}
        if name in self._seen:
            return {"r": self._seen[name]}
        self._seen[name] = len(self.mutables)
        self.mutables.append(value)
        return None

    def by_handle(self, value: Any) -> Any:
        """Return how to mention a value that could travel, but stays."""
        return self._refer.by_handle(value)

    def take_back(self, count: int) -> None:
        """Forget all but the first containers: what mentioned the others is not sent."""
        del self.mutables[count:]
        self._seen = {id(one): number for number, one in enumerate(self.mutables)}
        self._depth = 0

    def items(self, values: Any) -> list[Any]:
        """Return the trees of the elements of a list or tuple."""
        kinds = set(map(type, values))
        if kinds <= _EASY_OR_INT and (
            int not in kinds or (kinds == _INTS and min(values) > -_BIG and max(values) < _BIG)
        ):
            return list(values)
        return [self.encode(value) for value in values]

    def flat(self, mapping: Any) -> list[Any]:
        """Return the trees of keys and values in turn."""
        return [self.encode(part) for item in list(mapping.items()) for part in item]


def _list(encoder: Encoder, value: list[Any]) -> Any:
    return encoder.mention(value) or encoder.items(value)


def _dict(encoder: Encoder, value: dict[Any, Any]) -> Any:
    mentioned = encoder.mention(value)
    if mentioned:
        return mentioned
    if set(map(type, value)) == {str}:
        if set(map(type, value.values())) <= _EASY:
            return {"o": dict(value)}
        return {"o": {key: encoder.encode(one) for key, one in value.items()}}
    return {"d": encoder.flat(value)}


def _tuple(encoder: Encoder, value: tuple[Any, ...]) -> Any:
    return {"t": encoder.items(value)}


def _set(encoder: Encoder, value: set[Any]) -> Any:
    return encoder.mention(value) or {"s": encoder.items(list(value))}


def _frozenset(encoder: Encoder, value: frozenset[Any]) -> Any:
    return {"f": encoder.items(list(value))}


def _complex(encoder: Encoder, value: complex) -> Any:
    return {"j": [value.real, value.imag]}


def _bytes(encoder: Encoder, value: bytes) -> Any:
    return {"b": to_text(value)}


def _bytearray(encoder: Encoder, value: bytearray) -> Any:
    return encoder.mention(value) or {"B": to_text(value)}


def _range(encoder: Encoder, value: range) -> Any:
    return {"R": encoder.items((value.start, value.stop, value.step))}


def _slice(encoder: Encoder, value: slice) -> Any:
    return {"S": encoder.items((value.start, value.stop, value.step))}


def _constant(encoder: Encoder, value: Any) -> Any:
    return {"E": "Ellipsis" if value is ... else "NotImplemented"}


WRITERS: dict[type, Callable[[Encoder, Any], Any]] = {
    list: _list, dict: _dict, tuple: _tuple, set: _set, frozenset: _frozenset, complex: _complex, bytes: _bytes,
    bytearray: _bytearray, range: _range, slice: _slice, type(...): _constant, type(NotImplemented): _constant,
}  # fmt: skip
"""How exact types are written; :mod:`.stdlib_types` and :mod:`.arrays` add theirs."""


class Decoder:
    """Reads the values of one message. Runs no code but that of the plain types."""

    __slots__ = ("_resolve", "containers", "has_empty", "sent")

    def __init__(self, resolve: Callable[[str, Any, Decoder], Any], sent: list[Any]) -> None:
        """Read with ``resolve`` what is no plain data; ``sent`` are the containers that the answer may name."""
        self._resolve = resolve
        self.sent = sent
        self.containers: list[Any] = []
        self.has_empty = False  # an array without elements was read

    def decode(self, node: Any) -> Any:
        """Return the value of a tree.

        Raises:
            Malformed: If it is not one that an encoder writes; other exceptions of the plain types are as bad.
        """
        kind = type(node)
        if kind is list:
            kinds = set(map(type, node))
            if list not in kinds and dict not in kinds:
                self.containers.append(node)
                return node
            made: list[Any] = []
            self.containers.append(made)
            for one in node:
                made.append(self.decode(one))
            return made
        if kind is not dict:
            return node
        if len(node) != 1:
            raise Malformed("expected one tag")
        tag, body = next(iter(node.items()))
        read = READERS.get(tag)
        return self._resolve(tag, body, self) if read is None else read(self, body)

    def items(self, body: Any) -> list[Any]:
        """Return the values of a list of trees that is no container itself."""
        if type(body) is not list:
            raise Malformed("expected a list")
        kinds = set(map(type, body))
        if list not in kinds and dict not in kinds:
            return body
        return [self.decode(one) for one in body]

    def pairs(self, body: Any, made: Any) -> Any:
        """Fill a mapping that was numbered from keys and values in turn."""
        if type(body) is not list or len(body) % 2:
            raise Malformed("expected keys and values")
        for index in range(0, len(body), 2):
            key = self.decode(body[index])
            made[key] = self.decode(body[index + 1])
        return made

    def number(self, made: Any) -> Any:
        """Give a container its number, before its elements are read."""
        self.containers.append(made)
        return made


def _read_object(decoder: Decoder, body: Any) -> Any:
    if type(body) is not dict:
        raise Malformed("expected an object")
    made = decoder.number({})
    for key, node in body.items():
        made[key] = decoder.decode(node)
    return made


def _read_pairs(decoder: Decoder, body: Any) -> Any:
    return decoder.pairs(body, decoder.number({}))


def _read_tuple(decoder: Decoder, body: Any) -> Any:
    return tuple(decoder.items(body))


def _read_set(decoder: Decoder, body: Any) -> Any:
    made = decoder.number(set())
    made.update(decoder.items(body))
    return made


def _read_frozenset(decoder: Decoder, body: Any) -> Any:
    return frozenset(decoder.items(body))


def _read_int(decoder: Decoder, body: Any) -> Any:
    return int(text(body), 16)


def _read_complex(decoder: Decoder, body: Any) -> Any:
    real, imaginary = body
    return complex(real, imaginary)


def _read_bytes(decoder: Decoder, body: Any) -> Any:
    return from_text(body)


def _read_bytearray(decoder: Decoder, body: Any) -> Any:
    return decoder.number(bytearray(from_text(body)))


def _read_range(decoder: Decoder, body: Any) -> Any:
    start, stop, step = decoder.items(body)
    return range(start, stop, step)


def _read_slice(decoder: Decoder, body: Any) -> Any:
    start, stop, step = decoder.items(body)
    return slice(start, stop, step)


def _read_constant(decoder: Decoder, body: Any) -> Any:
    return {"Ellipsis": ..., "NotImplemented": NotImplemented}[body]


def _read_mention(decoder: Decoder, body: Any) -> Any:
    return decoder.containers[position(body)]


def _read_argument(decoder: Decoder, body: Any) -> Any:
    return decoder.sent[position(body)]


READERS: dict[str, Callable[[Decoder, Any], Any]] = {
    "o": _read_object, "d": _read_pairs, "t": _read_tuple, "s": _read_set, "f": _read_frozenset, "i": _read_int,
    "j": _read_complex, "b": _read_bytes, "B": _read_bytearray, "R": _read_range, "S": _read_slice,
    "E": _read_constant, "r": _read_mention, "a": _read_argument,
}  # fmt: skip
"""By tag."""


def to_text(data: Any) -> str:
    """Return bytes as text."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def from_text(body: Any) -> bytes:
    """Return the bytes of such a text."""
    return binascii.a2b_base64(text(body).encode("ascii"))


def text(body: Any) -> str:
    """Return the body if it is a text."""
    if type(body) is not str:
        raise Malformed("expected a text")
    return body


def position(body: Any) -> int:
    """Return the body if it is a position in a list."""
    if type(body) is not int or body < 0:
        raise Malformed("expected a position")
    return body
