"""Files that are written whole or not at all, by one process at a time."""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from kodenv.errors import ConfigError


def cause(error: BaseException) -> str:
    """Return what went wrong without the path, which the message has already."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


@contextlib.contextmanager
def told_writing(path: Path) -> Iterator[None]:
    """Turn what writing a file can raise into one sentence that names it."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{path}: expected to write it, got {cause(error)}; choose another place") from error


class TargetFile(io.FileIO):
    """A raw file whose failing writes say which file they were for."""

    def __init__(self, handle: int, target: Path) -> None:
        super().__init__(handle, "r+b")
        self._target = target

    def write(self, data: Any) -> int:
        """Write some of the bytes and return how many."""
        with told_writing(self._target):
            return super().write(data)


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Give an empty file that takes the target's place once the block ends well.

    Until then it lies hidden beside the target, and a block that raises removes it.

    Raises:
        ConfigError: If the file cannot be written, or another process is writing it.
    """
    # One name per target, not a random one: what a killed run leaves behind is reused, not added to.
    partial = target.with_name(f".{target.name}.partial")
    with told_writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        raw = open_locked(partial, target)
    try:
        with io.BufferedWriter(raw) as file:
            file.truncate(0)
            yield file
            with told_writing(target):
                file.flush()
                os.fsync(file.fileno())
                os.replace(partial, target)
                _sync_folder(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def open_scratch(target: Path) -> IO[bytes]:
    """Open a nameless file in the target's folder, for what does not fit in memory."""
    with told_writing(target), tempfile.TemporaryFile(dir=target.parent) as file:
        return io.BufferedRandom(TargetFile(os.dup(file.fileno()), target))


def open_locked(path: Path, target: Path) -> TargetFile:
    """Open a file for reading and writing, made if missing, that no other process holds.

    Args:
        path: The file.
        target: The file that errors name.

    Raises:
        ConfigError: If another process holds it.
        OSError: If it cannot be opened.
    """
    while True:
        file = TargetFile(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), target)
        try:
            _lock(file, target)
            with contextlib.suppress(FileNotFoundError):
                # The last holder may have renamed the file between our open and our lock.
                if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                    return file
        except BaseException:
            file.close()
            raise
        file.close()


def _lock(file: io.FileIO, target: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigError(f"{target}: expected no other writer, got a file in use; wait for it to end") from None
    except OSError:
        return  # a file system without locks


def _sync_folder(folder: Path) -> None:
    """Make a rename last; some file systems cannot, which loses nothing but that promise."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
