"""The header of a program of the corpus: comment lines ``# key: value`` up to the first empty line."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kodenv.errors import DataError

NEXT_PROGRAM = "# ==== next program ===="
_LINE = re.compile(r"# (?P<key>[a-z_]+):\s*(?P<value>.*)")
_CONTINUATION = re.compile(r"#\s{3,}(?P<value>\S.*)")
_REPEATABLE = frozenset({"needs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a header says: per key its values, in the order of the lines."""

    where: str
    values: Mapping[str, tuple[str, ...]]

    def required(self, key: str) -> str:
        """Return the one value of a key.

        Raises:
            DataError: If the header does not have it.
        """
        value = " ".join(self.values.get(key, ())).strip()
        if not value:
            raise DataError(f"{self.where}: expected a header line '# {key}: ...', got none; add it")
        return value

    def words(self, key: str) -> list[str]:
        """Return the words of a comma-separated value; none where there is no such key."""
        return [word.strip() for value in self.values.get(key, ()) for word in value.split(",") if word.strip()]

    def number(self, key: str, default: float) -> float:
        """Return a number above 0.

        Raises:
            DataError: If the value is none.
        """
        if key not in self.values:
            return default
        try:
            number = float(self.required(key))
        except ValueError:
            number = 0.0
        if not 0 < number < 1e6:
            raise DataError(f"{self.where}: {key}: expected a number above 0, got {self.required(key)!r}; mend it")
        return number

    def refuse_keys_other_than(self, known: Collection[str]) -> None:
        """Raise DataError if there is a key that nobody reads."""
        for key in self.values:
            if key not in known:
                raise DataError(f"{self.where}: expected header keys {', '.join(sorted(known))}, got {key!r}; mend it")


def read_program(text: str, where: str) -> tuple[Header, str, str | None]:
    """Take a file of the corpus apart: its header, its program, and the program to be judged after that.

    Raises:
        DataError: If a line of the header is none, or no empty line ends it.
    """
    values: dict[str, list[str]] = {}
    key, rest = "", text
    while True:
        line, found, rest = rest.partition("\n")
        if not line.strip():
            break
        match, more = _LINE.fullmatch(line.rstrip()), _CONTINUATION.fullmatch(line.rstrip())
        if match is not None:
            key = match["key"]
            if key in values and key not in _REPEATABLE:
                raise DataError(f"{where}: expected one line '# {key}: ...', got two; join them")
            values.setdefault(key, []).append(match["value"])
        elif more is not None and key:
            values[key][-1] += f" {more['value']}"
        else:
            raise DataError(f"{where}: expected '# key: value' or an empty line that ends the header, got {line!r}")
        if not found:
            raise DataError(f"{where}: expected a program after an empty line, got the header only")
    header = Header(where=where, values={key: tuple(value) for key, value in values.items()})
    program, marker, following = rest.partition(f"{NEXT_PROGRAM}\n")
    return header, program, following if marker else None
