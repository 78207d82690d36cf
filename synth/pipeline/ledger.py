"""What a run knows already, by key: replies that were paid for and verdicts, in the folder's journal.

In memory: per key its place in the file, and the status where the row has one.
"""

from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kodenv.jsonrows import parse_row
from kodenv.store import Journal


class Ledger:
    """Rows by key; the last row of a key counts."""

    def __init__(self, journal: Journal) -> None:
        """Read where the journal's rows are."""
        self._journal = journal
        self._numbers: dict[str, int] = {}
        self._places = array("q")
        self._statuses: dict[str, str] = {}
        with open(journal.path, "rb") as file:
            place = 0
            for line in file:
                self._note(parse_row(line.decode(), str(journal.path)), place)
                place += len(line)
            self._end = place
        self._file = open(journal.path, "rb")  # noqa: SIM115 - closed by close()

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self._journal.path

    def __contains__(self, key: object) -> bool:
        """Whether there is a row of this key."""
        return key in self._numbers

    def status(self, key: str) -> str | None:
        """Return the status of a key's row, without reading it; None where there is no row or no status."""
        return self._statuses.get(key)

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the row of a key."""
        number = self._numbers.get(key)
        if number is None:
            return None
        self._file.seek(self._places[number])
        return parse_row(self._file.readline().decode(), str(self.path))

    def put(self, key: str, row: Mapping[str, Any]) -> None:
        """Add a row; it outlives this process once this returns."""
        self._journal.append({"key": key, **row})
        self._note({"key": key, **row}, self._end)
        self._end = self.path.stat().st_size

    def keys(self) -> Iterator[str]:
        """Yield the keys, as they first came."""
        yield from self._numbers

    def close(self) -> None:
        """Let go of the file for reading; the journal stays open."""
        self._file.close()

    def _note(self, row: Mapping[str, Any], place: int) -> None:
        number = self._numbers.setdefault(row["key"], len(self._places))
        if number == len(self._places):
            self._places.append(place)
        else:
            self._places[number] = place
        if "status" in row:
            self._statuses[row["key"]] = row["status"]
