"""What the columns of a row hold, checked."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from kodenv.callsuite import load_json
from kodenv.errors import DataError
from kodenv.jsonrows import shorten

Row = Mapping[str, Any]
Values = dict[str, Any]


def refuse(where: str, name: str, expected: str, got: object) -> NoReturn:
    """Say what a column should hold.

    Raises:
        DataError: Always.
    """
    raise DataError(f"{where}: $.{name}: expected {expected}, got {shorten(got)}; fix the row or name another layout")


def text_of(row: Row, name: str, where: str) -> str:
    """Return what a column of text holds."""
    value = row.get(name)
    if not isinstance(value, str):
        refuse(where, name, "a string", value)
    return value


def texts_of(row: Row, name: str, where: str) -> list[str]:
    """Return what a column of texts holds; nothing is an empty list."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        refuse(where, name, "a list of strings", value)
    return list(value)


def number_of(row: Row, name: str, where: str) -> int:
    """Return what a column of integers holds."""
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        refuse(where, name, "an integer", value)
    return value


def decoded(row: Row, name: str, where: str) -> Any:
    """Return what a column of JSON text says; None where it is empty."""
    value = row.get(name)
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return load_json(value)
    except (ValueError, RecursionError) as error:
        refuse(where, name, f"JSON ({error})", value)


def object_of(value: Any, name: str, where: str) -> Mapping[str, Any]:
    """Return an object that was read from a column; nothing is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        refuse(where, name, "an object", value)
    return value


def published(row: Row, source: str, license: str) -> Values:
    """Say whose data set it is, where the row does not."""
    given = {"source": source, "license": license}
    return {name: value for name, value in given.items() if not isinstance(row.get(name), str) or not row[name]}


def stated_limits(limits: Mapping[str, object]) -> Values:
    """Keep the limits that the source states; 0 states none."""
    stated = {name: value for name, value in limits.items() if amount(value) > 0}
    return {"limits": stated} if stated else {}


def amount(value: object) -> float:
    """Return a finite number, or 0 for what is none."""
    return value if isinstance(value, int | float) and math.isfinite(value) else 0


def digest(row: Row, *names: str) -> str:
    """Return an id made from content, for layouts that have none."""
    content = json.dumps([row.get(name) for name in names], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
