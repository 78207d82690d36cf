"""The local store of verdicts by digest: judging the same work twice costs a look-up.

One SQLite file in WAL mode, shared by processes. UNSCORED and TIMEOUT are never kept: both can be the
machine's doing. A store that cannot be opened is left out with a warning; it is only a cache.
"""

import contextlib
import json
import logging
import sqlite3
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from kodenv.records import Status, Verdict

_log = logging.getLogger(__name__)
_NOT_KEPT = (Status.UNSCORED, Status.TIMEOUT)
_WRITE_AFTER = 256


def default_path() -> Path:
    """Return where verdicts are kept unless the caller says otherwise."""
    return Path.home() / ".cache" / "kodenv" / "verdicts.sqlite"


class VerdictStore:
    """Verdicts by digest and environment (interpreter version), in one SQLite file."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or make the store; None: where verdicts are kept by default."""
        self._lock = threading.Lock()
        self._pending: dict[tuple[str, str], str] = {}  # written together, so that no lock on the file is held between
        self._written = time.monotonic()
        self._database: sqlite3.Connection | None = None
        try:
            path = path or default_path()
            path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, timeout=10, check_same_thread=False)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=OFF")
            database.execute(
                "CREATE TABLE IF NOT EXISTS verdicts (digest TEXT, place TEXT, row TEXT, PRIMARY KEY (digest, place)) "
                "WITHOUT ROWID"
            )
            database.execute(
                "CREATE TABLE IF NOT EXISTS standings (name TEXT, place TEXT, row TEXT, PRIMARY KEY (name, place)) "
                "WITHOUT ROWID"
            )
            self._database = database
        except (OSError, RuntimeError, sqlite3.Error) as error:  # RuntimeError: there is no home folder
            _log.warning("verdict store %s cannot be used (%s); going on without it", path, error)

    def get(self, digest: str, place: str) -> Verdict | None:
        """Return the verdict of the same work in the same environment, or None."""
        with self._lock:
            if self._database is None:
                return None
            if (digest, place) in self._pending:
                return _read(self._pending[digest, place])
            try:
                query = "SELECT row FROM verdicts WHERE digest = ? AND place = ?"
                found = self._database.execute(query, (digest, place)).fetchone()
            except sqlite3.Error as error:
                self._leave_out(error)
                return None
        return _read(found[0]) if found else None

    def put(self, verdict: Verdict, place: str) -> None:
        """Keep a verdict, unless it says more about the machine than about the program."""
        if verdict.status in _NOT_KEPT:
            return
        with self._lock:
            if self._database is None:
                return
            self._pending[verdict.digest, place] = json.dumps(verdict.to_row())
            if len(self._pending) >= _WRITE_AFTER or time.monotonic() - self._written > 1:
                self._write()

    def standing(self, name: str, place: str) -> dict[str, Any] | None:
        """Return what was measured of a triplet in the same environment, or None."""
        with self._lock:
            if self._database is None:
                return None
            try:
                query = "SELECT row FROM standings WHERE name = ? AND place = ?"
                found = self._database.execute(query, (name, place)).fetchone()
                return json.loads(found[0]) if found else None
            except (sqlite3.Error, ValueError) as error:
                if isinstance(error, sqlite3.Error):
                    self._leave_out(error)
                return None

    def put_standing(self, name: str, place: str, row: dict[str, Any]) -> None:
        """Keep what was measured of a triplet."""
        with self._lock:
            if self._database is None:
                return
            try:
                with self._database:
                    self._database.execute(
                        "INSERT OR REPLACE INTO standings VALUES (?, ?, ?)", (name, place, json.dumps(row))
                    )
            except sqlite3.Error as error:
                self._leave_out(error)

    def _write(self) -> None:
        assert self._database is not None
        rows = [(digest, place, row) for (digest, place), row in self._pending.items()]
        self._pending, self._written = {}, time.monotonic()
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._leave_out(error)

    def _leave_out(self, error: sqlite3.Error) -> None:
        """Go on without the store: waiting for a locked or full one again and again would cost more than it saves."""
        _log.warning("verdict store: %s; going on without it", error)
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database, self._pending = None, {}

    def close(self) -> None:
        """Write what is pending and close."""
        with self._lock:
            if self._database is not None:
                self._write()
            if self._database is not None:
                self._database.close()
                self._database = None

    def __enter__(self) -> "VerdictStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(row: str) -> Verdict | None:
    """Return a kept verdict; None for a row that another version wrote, or that is damaged."""
    try:
        return Verdict.from_row(json.loads(row))
    except (ValueError, TypeError):
        return None
