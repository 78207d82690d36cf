"""Plain values as JSON and back, without running code: how inputs and results cross the sandbox's border.

The text of this file is also sent into the sandbox, before the program that is run there. So it must work on
CPython 3.9 and imports nothing; what the program's side writes is read here as data.

A value is a list of a letter and its content, for example ``["l", [["i", "1"], ["s", "a"]]]`` for ``[1, "a"]``.
What is no plain value (an object, a generator, something too large) is ``["o", its type's name]``.
"""

from __future__ import annotations

from typing import Any

MOST_PARTS = 4000  # parts of one value; more is too large for a case
MOST_CHARS = 20000  # characters of one text, digits of one number
OPAQUE = "o"


class NotPlain(Exception):
    """A value that is no plain value: its type's name."""


def encode(value: Any) -> list[Any]:
    """Return a value as JSON; subclasses of the plain types count as those, because they equal them."""
    try:
        return _encode(value, [MOST_PARTS])
    except NotPlain as found:
        return [OPAQUE, str(found)]
    except RecursionError:
        return [OPAQUE, "deep"]


def _encode(value: Any, left: Any) -> list[Any]:
    left[0] -= 1
    if left[0] < 0:
        raise NotPlain("large")
    if value is None:
        return ["n"]
    kind = type(value)
    if kind is bool or kind.__name__ == "bool_":
        return ["b", 1 if value else 0]
    if isinstance(value, int):
        if int.bit_length(value) > MOST_CHARS:
            raise NotPlain("large")
        return ["i", hex(int.__index__(value))]
    if isinstance(value, float):
        return ["f", float.__repr__(float(value))]
    if isinstance(value, complex):
        return ["c", complex.__repr__(complex(value))]
    if isinstance(value, str):
        return ["s", str.__str__(_short(value))]
    if isinstance(value, bytes):
        return ["y", _short(value).decode("latin-1")]
    if isinstance(value, list):
        return ["l", [_encode(one, left) for one in list.__iter__(value)]]
    if isinstance(value, tuple):
        return ["t", [_encode(one, left) for one in tuple.__iter__(value)]]
    if isinstance(value, (set, frozenset)):
        parts = sorted((_encode(one, left) for one in list(value)), key=repr)
        return ["z" if isinstance(value, frozenset) else "e", parts]
    if isinstance(value, dict):
        return ["d", [[_encode(key, left), _encode(one, left)] for key, one in dict.items(value)]]
    if hasattr(kind, "__index__"):
        return ["i", hex(value.__index__())]
    raise NotPlain(kind.__name__)


def _short(text: Any) -> Any:
    if len(text) > MOST_CHARS:
        raise NotPlain("large")
    return text


def decode(row: Any) -> Any:
    """Return the value of what :func:`encode` made.

    Raises:
        NotPlain: If it stands for no plain value.
        ValueError: If it is no such JSON.
    """
    try:
        return _decode(row)
    except (TypeError, KeyError, IndexError, RecursionError, AttributeError) as error:
        raise ValueError("expected an encoded value, got something else") from error


def _decode(row: Any) -> Any:
    letter = row[0]
    if letter == "n":
        return None
    if letter == OPAQUE:
        raise NotPlain(str(row[1]))
    content = row[1]
    if letter == "b":
        return bool(content)
    if letter == "i":
        return int(content, 16)
    if letter == "f":
        return float(content)
    if letter == "c":
        return complex(content)
    if letter == "s":
        return str(content)
    if letter == "y":
        return content.encode("latin-1")
    if letter == "d":
        return {_decode(key): _decode(one) for key, one in content}
    parts = [_decode(one) for one in content]
    return {"l": list, "t": tuple, "e": set, "z": frozenset}[letter](parts)
