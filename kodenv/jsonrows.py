"""Rows as JSON text: strict in both directions, and errors that say which value is at fault."""

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from kodenv.errors import DataError

_SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON, write null")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def shorten(value: object) -> str:
    """Return the repr of a value, cut to what a sentence can hold."""
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def parse_row(text: str, where: str) -> dict[str, Any]:
    """Return the JSON object in ``text``.

    Raises:
        DataError: If it is not JSON, or not an object.
    """
    return check_object(parse_value(text, where), where)


def parse_value(text: str, where: str) -> Any:
    """Return the JSON value in ``text``; NaN and Infinity are refused.

    Raises:
        DataError: If it is not JSON.
    """
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        refuse_json(text, where, error)


def check_object(row: object, where: str) -> dict[str, Any]:
    """Return the row, or refuse it if it is no object."""
    if not isinstance(row, dict):
        raise DataError(f"{where}: expected a JSON object, got {shorten(row)}; write one object for each row")
    return row


def refuse_json(text: str, where: str, error: Exception) -> NoReturn:
    """Raise the DataError for what a JSON decoder said."""
    spot = ""
    shown = text
    if isinstance(error, json.JSONDecodeError):
        spot = f" at column {error.colno}"
        shown = text[max(0, error.pos - 20) : error.pos + 20]
    reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error).partition(": line ")[0]
    raise DataError(f"{where}: expected JSON, got {shorten(shown)}{spot} ({reason}); fix the row") from error


def encode_row(row: Mapping[str, Any], where: str) -> bytes:
    """Return a row as one JSON line with its line end.

    A lone surrogate, which UTF-8 cannot hold, is written as its JSON escape and so survives.

    Raises:
        DataError: If the row holds what JSON cannot.
    """
    try:
        text = json.dumps(row, ensure_ascii=False, allow_nan=False, default=_as_dict)
    except (TypeError, ValueError, RecursionError) as error:
        bad = find_unwritable(row, "$") or f"$: expected plain values, got a row of which JSON says {str(error)!r}"
        raise DataError(f"{where}: {bad}; change it before writing") from error
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        if _SPLIT_PAIR.search(text):
            raise DataError(f"{where}: expected text, got two surrogates that JSON would join; repair it") from None
        return json.dumps(row, allow_nan=False, default=_as_dict).encode() + b"\n"


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def find_unwritable(value: object, spot: str) -> str | None:
    """Say where the first value is that JSON cannot hold, and what it is; None if there is none."""
    if value is None or isinstance(value, str | bool | int):
        return None
    if isinstance(value, float):
        fine = value == value and abs(value) != float("inf")
        return None if fine else f"{spot}: expected a finite number or null, got {value!r}"
    parts: Iterable[tuple[str, object]]
    if isinstance(value, Mapping):
        parts = ((f"{spot}.{key}", item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        parts = ((f"{spot}[{index}]", item) for index, item in enumerate(value))
    else:
        return f"{spot}: expected text, a number, a bool, null, a list or an object, got {shorten(value)}"
    with contextlib.suppress(RecursionError):
        return next(filter(None, (find_unwritable(item, inner) for inner, item in parts)), None)
    return f"{spot}: expected plain values, got values nested too deep"
