"""Compiled programs by what they were compiled from: in memory for this judge, in a bounded folder for the next."""

import contextlib
import logging
import os
import secrets
import threading
from collections import OrderedDict
from pathlib import Path

_log = logging.getLogger(__name__)

MOST_BYTES = 512 << 20  # of the folder
_MEMORY_BYTES = 64 << 20
_AFTER_PRUNING = 0.8
_LOOK_AFTER = 256  # files kept, before the folder's size is looked at again


class Binaries:
    """A cache of files by name. A folder that cannot be used is left out with a warning: it is only a cache."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        """Use a folder, made when something is kept; None: keep in memory only."""
        self._folder, self._most_bytes = folder, most_bytes
        self._recent: OrderedDict[str, bytes] = OrderedDict()
        self._recent_bytes = 0
        self._kept = _LOOK_AFTER - 1  # so that the first one looks
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """Return the file of that name, or None."""
        with self._lock:
            if name in self._recent:
                self._recent.move_to_end(name)
                return self._recent[name]
            if self._folder is None:
                return None
            path = self._path(name)
            try:
                data = path.read_bytes()
                os.utime(path)  # the folder loses first what was not asked for longest
            except OSError:
                return None
            self._remember(name, data)
            return data

    def put(self, name: str, data: bytes) -> None:
        """Keep a file."""
        with self._lock:
            self._remember(name, data)
            if self._folder is None:
                return
            path = self._path(name)
            part = path.with_name(f".{secrets.token_hex(8)}.part")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(data)
                part.replace(path)
                self._kept += 1
                if self._kept % _LOOK_AFTER == 0:
                    self._prune()
            except OSError as error:
                _log.warning("compiled programs: %s; going on without keeping them", error)
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                self._folder = None

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / name[:2] / name

    def _remember(self, name: str, data: bytes) -> None:
        self._recent_bytes += len(data) - len(self._recent.pop(name, b""))
        self._recent[name] = data
        while self._recent_bytes > _MEMORY_BYTES and len(self._recent) > 1:
            self._recent_bytes -= len(self._recent.popitem(last=False)[1])

    def _prune(self) -> None:
        """Remove what was not asked for longest, until the folder is well below its size."""
        assert self._folder is not None
        files = []
        for entry in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):  # another judge removed it
                seen = entry.stat()
                files.append((seen.st_mtime_ns, seen.st_size, entry))
        size = sum(one[1] for one in files)
        if size <= self._most_bytes:
            return
        for _, bytes_, entry in sorted(files):
            if size <= _AFTER_PRUNING * self._most_bytes:
                break
            entry.unlink(missing_ok=True)
            size -= bytes_
