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
    if zone is not None and type(zone).__name__ not in ("timezone", "ZoneInfo"):
        return None
    return {"v": [name, *encoder.items(arguments)]}


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
    if name in ("datetime.datetime", "datetime.time"):
        return kind(*arguments[:-1], fold=arguments[-1])
    return kind(*arguments)


READERS["v"] = _read_named
