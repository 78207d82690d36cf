"""Plain data of the standard library's types; which of them are loaded is looked up when one is met."""

from __future__ import annotations

import collections
import sys
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.calls.codec import READERS, WRITERS, Decoder, Encoder, Malformed, text


def _deque(encoder: Encoder, value: Any) -> Any:
    return encoder.mention(value) or {"q": [value.maxlen, encoder.items(list(value))]}


def _ordered(encoder: Encoder, value: Any) -> Any:
    return encoder.mention(value) or {"O": encoder.flat(value)}


def _counter(encoder: Encoder, value: Any) -> Any:
    return encoder.mention(value) or {"C": encoder.flat(value)}


def _defaultdict(encoder: Encoder, value: Any) -> Any:
    return encoder.mention(value) or {"y": [encoder.encode(value.default_factory), encoder.flat(value)]}


def _read_deque(decoder: Decoder, body: Any) -> Any:
    length, items = body
    made = decoder.number(collections.deque(maxlen=length))
    made.extend(decoder.items(items))
    return made


def _read_ordered(decoder: Decoder, body: Any) -> Any:
    return decoder.pairs(body, decoder.number(collections.OrderedDict()))


def _read_counter(decoder: Decoder, body: Any) -> Any:
    return decoder.pairs(body, decoder.number(collections.Counter()))


def _read_defaultdict(decoder: Decoder, body: Any) -> Any:
    factory, items = body
    made = decoder.number(collections.defaultdict())
    made.default_factory = decoder.decode(factory)
    return decoder.pairs(items, made)


WRITERS.update({
    collections.deque: _deque, collections.OrderedDict: _ordered, collections.Counter: _counter,
    collections.defaultdict: _defaultdict,
})  # fmt: skip
READERS.update({"q": _read_deque, "O": _read_ordered, "C": _read_counter, "y": _read_defaultdict})


def _clock(value: Any) -> list[Any]:
    return [value.hour, value.minute, value.second, value.microsecond]


_PARTS: dict[str, Callable[[Any], list[Any]]] = {
    "datetime.date": lambda v: [v.year, v.month, v.day],
    "datetime.time": lambda v: [*_clock(v), v.tzinfo, v.fold],
    "datetime.datetime": lambda v: [v.year, v.month, v.day, *_clock(v), v.tzinfo, v.fold],
    "datetime.timedelta": lambda v: [v.days, v.seconds, v.microseconds],
    "datetime.timezone": lambda v: [v.utcoffset(None), *([] if v == _plain_zone(v) else [v.tzname(None)])],
    "zoneinfo.ZoneInfo": lambda v: [v.key],
    "decimal.Decimal": lambda v: [str(v)],
    "fractions.Fraction": lambda v: [v.numerator, v.denominator],
    "uuid.UUID": lambda v: [v.hex],
    "pathlib.PosixPath": lambda v: [str(v)],
    "pathlib.PurePosixPath": lambda v: [str(v)],
}
"""The arguments that make an equal object, by the name of the type."""


_ZONES = ("timezone", "ZoneInfo")
_MODULES = ("datetime", "zoneinfo")


def _plain_zone(value: Any) -> Any:
    zone = type(value)(value.utcoffset(None))
    return zone if zone.tzname(None) == value.tzname(None) else None


def write_named(encoder: Encoder, value: Any) -> Any:
    """Return the tree of an object made from plain arguments, or None if its type is not such a one."""
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    parts = _PARTS.get(name)
    if parts is None or named_type(name) is not kind:
        return None
    arguments = parts(value)
    zone = next((one for one in arguments if hasattr(one, "utcoffset")), None)
    if zone is not None and type(zone).__name__ not in _ZONES:
        return None
    return {"v": [name, *encoder.items(arguments)]}


def plain_of(value: Any) -> Any:
    """Return the equal object of the type that an object's class derives from, or None if it is none of these."""
    for base in type(value).__mro__:
        name = f"{base.__module__}.{base.__qualname__}"
        if name in _PARTS and named_type(name) is base:
            return _made(name, base, [_fixed_zone(one, value) for one in _PARTS[name](value)])
    return None


def _fixed_zone(part: Any, moment: Any) -> Any:
    """Return, in place of a time zone of the program's own, what it says of a moment."""
    if not hasattr(part, "utcoffset") or type(part).__name__ in _ZONES:
        return part
    offset = moment.utcoffset()
    return None if offset is None else sys.modules["datetime"].timezone(offset)


def is_named(kind: type) -> bool:
    """Return whether objects of exactly this type travel by value."""
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name in _PARTS and named_type(name) is kind


def named_type(name: str) -> Any:
    """Return a type by its full name if its module is loaded."""
    module, _, attribute = name.rpartition(".")
    return getattr(sys.modules.get(module), attribute, None)


def _read_named(decoder: Decoder, body: Any) -> Any:
    name = text(body[0])
    if name not in _PARTS:
        raise Malformed("expected a type that travels by value")
    __import__(name.rpartition(".")[0])
    kind = named_type(name)
    arguments = decoder.items(body[1:])
    if not all(type(one) in (int, str, type(None)) or type(one).__module__ in _MODULES for one in arguments):
        raise Malformed("expected plain parts")
    return _made(name, kind, arguments)


def _made(name: str, kind: Any, arguments: list[Any]) -> Any:
    if name in ("datetime.datetime", "datetime.time"):
        return kind(*arguments[:-1], fold=arguments[-1])
    return kind(*arguments)


READERS["v"] = _read_named
