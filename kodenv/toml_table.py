"""A TOML table read key by key; every error names the key as the file has it."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kodenv.errors import ConfigError, unknown_name
from kodenv.files import cause

_Kind = TypeVar("_Kind", str, int, float, bool)
_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def read_toml(path: Path) -> "Table":
    """Return the top table of a file.

    Raises:
        ConfigError: If it cannot be read or is not TOML.
    """
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: expected a readable file, got {cause(error)}; check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected TOML, got {str(error)!r}; correct the line") from error


class Table:
    """A table of which each key is taken once; :meth:`finish` refuses what is left."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = dict(values)
        self._taken: set[str] = set()
        self.where = where

    def take(self, key: str, kind: type[_Kind], default: _Kind) -> _Kind:
        """Return a value of a kind, or the default where the key is missing."""
        found = self.find(key, kind)
        return default if found is None else found

    def need(self, key: str, kind: type[_Kind]) -> _Kind:
        """Return a value of a kind that must be there."""
        found = self.find(key, kind)
        if found is None:
            self.refuse(key, _NAMES[kind], None)
        return found

    def find(self, key: str, kind: type[_Kind]) -> _Kind | None:
        """Return a value of a kind, or None where the key is missing."""
        self._taken.add(key)
        value = self._values.get(key)
        if value is None:
            return None
        if kind is float and type(value) is int:
            return kind(value)
        if type(value) is not kind:
            self.refuse(key, _NAMES[kind], value)
        checked: _Kind = value
        return checked

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is missing."""
        self._taken.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, "a list of texts", value)
        return tuple(value)

    def table(self, key: str) -> "Table":
        """Return a table; an empty one where the key is missing."""
        self._taken.add(key)
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, "a table", value)
        return Table(value, self._name(key))

    def tables(self, key: str) -> list["Table"]:
        """Return a list of tables, as ``[[key]]`` writes them."""
        self._taken.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(key, f"tables, each begun with [[{key}]]", value)
        return [Table(item, f"{self._name(key)}[{number}]") for number, item in enumerate(value)]

    def rest(self) -> dict[str, Any]:
        """Return all values that were not taken."""
        left = {key: value for key, value in self._values.items() if key not in self._taken}
        self._taken |= left.keys()
        return left

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in the file's order."""
        yield from self._values

    def finish(self) -> None:
        """Refuse a key that nothing asked for.

        Raises:
            ConfigError: If there is one.
        """
        for key in self._values:
            if key not in self._taken:
                raise ConfigError(f"{self._name(key)}: {unknown_name('key', key, self._taken)}")

    def refuse(self, key: str, expected: str, got: object) -> NoReturn:
        """Raise an error about a key."""
        shown = "nothing" if got is None else repr(got)
        raise ConfigError(f"{self._name(key)}: expected {expected}, got {shown}; correct the file")

    def _name(self, key: str) -> str:
        return f"{self.where}: {key}" if ": " not in self.where else f"{self.where}.{key}"
