"""Replies on disk by the content of their requests, so that nothing is paid for twice.

One SQLite file in WAL mode, shared by processes. A reply is committed before anybody hears of it, so a
process that is killed loses none. Kept as the server sent it, compressed: whatever reads it later reads all.
"""

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from kodenv.errors import ConfigError, PolicyError

_LEVEL = 1
_WAIT_S = 30.0


def default_path() -> Path:
    """Return where replies are kept unless the caller says otherwise."""
    return Path.home() / ".cache" / "kodenv" / "replies.sqlite"


class RequestStore:
    """Bodies of replies by key; ``place`` says of which model and server they are."""

    def __init__(self, path: Path) -> None:
        """Open or make the store.

        Raises:
            ConfigError: If it cannot be used.
        """
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_WAIT_S, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            # What is committed survives this process; only a power cut can take the last replies.
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS replies (key BLOB PRIMARY KEY, place TEXT, body BLOB) WITHOUT ROWID"
            )
            self._database.execute("CREATE TABLE IF NOT EXISTS places (place TEXT PRIMARY KEY) WITHOUT ROWID")
        except (OSError, RuntimeError, sqlite3.Error) as error:  # RuntimeError: there is no home folder
            raise ConfigError(
                f"{path}: expected a store of replies, got {error}; choose another place, or none"
            ) from error

    def get(self, key: bytes) -> bytes | None:
        """Return the body of the reply to a request, or None.

        Raises:
            PolicyError: If the file cannot be read.
        """
        with self._lock, self._told():
            return self._find(key)

    def put(self, key: bytes, place: str, body: bytes) -> bytes:
        """Keep a reply and return what is kept: the earlier one, if another process was faster.

        Raises:
            PolicyError: If it cannot be written.
        """
        with self._lock, self._told():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                earlier = self._find(key)
                if earlier is None:
                    row = (key, place, zlib.compress(body, _LEVEL))
                    self._database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", row)
                    self._database.execute("INSERT OR IGNORE INTO places VALUES (?)", (place,))
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        return body if earlier is None else earlier

    def _find(self, key: bytes) -> bytes | None:
        found = self._database.execute("SELECT body FROM replies WHERE key = ?", (key,)).fetchone()
        try:
            return zlib.decompress(found[0]) if found else None
        except zlib.error:
            return None  # damaged: asked again

    def has_any(self, place: str) -> bool:
        """Tell whether this model on this server ever answered.

        Raises:
            PolicyError: If the file cannot be read.
        """
        with self._lock, self._told():
            return self._database.execute("SELECT 1 FROM places WHERE place = ?", (place,)).fetchone() is not None

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise PolicyError(
                f"{self._path}: expected to keep a reply there, got {error}; free the file or the disk and run again"
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def __enter__(self) -> "RequestStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
