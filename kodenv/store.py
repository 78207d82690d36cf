"""Rows on disk: JSONL, JSON arrays and Parquet, read as a stream, written whole or not at all."""

import contextlib
import glob
import gzip
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from kodenv.errors import ConfigError, DataError
from kodenv.files import cause, open_locked, replacing, told_writing
from kodenv.jsonrows import DECODER, check_object, encode_row, parse_row, refuse_json
from kodenv.parquet import read_parquet, write_parquet

ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".parquet")
WRITABLE_ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")
PathLike = str | os.PathLike[str]

_CHUNK_CHARS = 1 << 16
_CUT_MARGIN_CHARS = 16  # an error this near to the end of what was read may only be a value cut in two
_SPACE = re.compile(r"[ \t\r\n]*")


def iter_rows(path: PathLike, *, allow_empty: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``(where, row)`` of every row of a file, a folder or a glob, one at a time.

    ``where`` is ``file:line``, or ``file: row N`` (from 1) in Parquet, for errors further on.

    Args:
        path: A .jsonl, .jsonl.gz, .json (one array) or .parquet file, a folder (the files of those
            kinds right in it, by name), or a glob.
        allow_empty: Whether a file without rows is fine.

    Raises:
        ConfigError: If there is nothing readable at the path.
        DataError: If a file is not what its ending says, or a row is no JSON object.
    """
    for file in list_files(path):
        empty = True
        for located in _READERS[_ending(file, ENDINGS)](file):
            empty = False
            yield located
        if empty and not allow_empty:
            raise DataError(f"{file}: expected at least one row, got an empty file; check what wrote it")


def list_files(path: PathLike) -> list[Path]:
    """Return the files that a path, a folder or a glob names, sorted by name.

    Raises:
        ConfigError: If there are none, or one has an unknown ending.
    """
    text = os.fspath(path)
    try:
        if os.path.isdir(text):
            names = sorted(os.listdir(text))
            files = [Path(text, name) for name in names if name.endswith(ENDINGS) and not name.startswith(".")]
            files = [file for file in files if file.is_file()]
        elif os.path.exists(text) or not glob.has_magic(text):
            os.stat(text)
            files = [Path(text)]
        else:
            files = [Path(name) for name in sorted(glob.glob(text, recursive=True)) if os.path.isfile(name)]
    except (OSError, ValueError) as error:
        raise ConfigError(f"{text}: expected a readable file or folder, got {cause(error)}; check the path") from error
    if not files:
        raise ConfigError(f"{text}: expected files that end in {_listed(ENDINGS)}, got none; check the path")
    for file in files:
        _ending(file, ENDINGS)
    return files


def _ending(path: Path, known: tuple[str, ...]) -> str:
    for ending in known:
        if path.name.lower().endswith(ending):
            return ending
    raise ConfigError(f"{path}: expected a name that ends in {_listed(known)}, got {path.name!r}; convert or rename it")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


class _Input:
    """A text file being read, through gzip if its name says so, and the line it is at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.line = 1

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}"

    @contextlib.contextmanager
    def opened(self) -> Iterator[gzip.GzipFile | io.BufferedReader]:
        """Open the file, and turn what reading it can raise into one sentence."""
        packed = self.path.name.lower().endswith(".gz")
        try:
            with gzip.open(self.path, "rb") if packed else open(self.path, "rb") as file:
                head = file.peek(1024)[:1024]
                if b"\0" in head or head.startswith(b"\x1f\x8b"):
                    got = f"binary data ({head[:8]!r}...)"
                    raise DataError(f"{self.where}: expected UTF-8 text, got {got}; check the file and its ending")
                yield file
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            what = "its end is missing" if isinstance(error, EOFError) else str(error)
            raise DataError(f"{self.where}: expected gzip data, got a bad file ({what}); fetch it again") from error
        except UnicodeDecodeError as error:
            got = f"byte {error.object[error.start : error.start + 1]!r}"
            raise DataError(f"{self.where}: expected UTF-8 text, got {got}; save the file as UTF-8") from error
        except OSError as error:
            raise ConfigError(f"{self.path}: expected a readable file, got {cause(error)}; check the path") from error


def _read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    source = _Input(path)
    with source.opened() as file:
        for source.line, line in enumerate(file, 1):
            text = line.decode("utf-8-sig" if source.line == 1 else "utf-8")
            if text.strip():
                yield source.where, parse_row(text, source.where)


def _read_array(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    source = _Input(path)
    with source.opened() as file, io.TextIOWrapper(file, encoding="utf-8-sig") as reader:
        text = _Window(reader, source)
        mark = text.peek()
        if not mark:
            return
        if mark != "[":
            raise DataError(f"{source.where}: expected one JSON array, got {mark!r}; rename a file of lines to .jsonl")
        mark = text.skip()
        while mark != "]":
            where = source.where
            yield where, check_object(text.decode(), where)
            mark = text.peek()
            if mark not in (",", "]") or not mark:
                raise DataError(
                    f"{source.where}: expected ',' or ']' after a row, got {mark or 'the end'!r}; fix the array"
                )
            if mark == ",":
                mark = text.skip()
        if mark := text.skip():
            raise DataError(f"{source.where}: expected nothing after the array, got {mark!r}; fix the file")


class _Window:
    """What was read of a text and not used yet."""

    def __init__(self, file: io.TextIOBase, source: _Input) -> None:
        self._file = file
        self._source = source
        self._text = ""
        self._at = 0

    def _refill(self, chars: int) -> bool:
        more = self._file.read(chars)
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)

    def _advance(self, end: int) -> None:
        self._source.line += self._text.count("\n", self._at, end)
        self._at = end

    def peek(self) -> str:
        """Return the next character that is not white space, or nothing at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._advance(space.end() if space else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._refill(_CHUNK_CHARS):
                return ""

    def skip(self) -> str:
        """Leave one character behind, then :meth:`peek`."""
        self._advance(self._at + 1)
        return self.peek()

    def decode(self) -> object:
        """Return the JSON value that begins here, reading on as long as it may only be cut in two."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos > len(self._text) - _CUT_MARGIN_CHARS
                if cut and self._refill(max(_CHUNK_CHARS, len(self._text))):
                    continue
                self._advance(error.pos)
                refuse_json(self._text, self._source.where, error)
            except (ValueError, RecursionError) as error:
                refuse_json(self._text[self._at : self._at + 80], self._source.where, error)
            self._advance(end)
            return value


_READERS = {".jsonl": _read_lines, ".jsonl.gz": _read_lines, ".json": _read_array, ".parquet": read_parquet}


def write_rows(path: PathLike, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows to a .jsonl, .jsonl.gz or .parquet file and return how many; the same rows give the same bytes.

    The file appears whole when all is written: until then the rows go to a hidden file beside it,
    which the next run takes over if this one is killed. Missing folders are made.

    Raises:
        ConfigError: If the file cannot be written, or another process is writing it.
        DataError: If a row holds what JSON cannot (NaN, bytes, ...).
    """
    target = Path(os.path.realpath(path))
    write = _WRITERS[_ending(target, WRITABLE_ENDINGS)]
    with replacing(target) as file:
        return write(file, rows, target)


def _write_lines(file: IO[bytes] | gzip.GzipFile, rows: Iterable[Mapping[str, Any]], target: Path) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        file.write(encode_row(row, f"{target}:{count}"))
    return count


def _write_packed(file: IO[bytes], rows: Iterable[Mapping[str, Any]], target: Path) -> int:
    # Neither the time nor a name goes into the header: they would change the bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
        return _write_lines(packed, rows, target)


_WRITERS = {".jsonl": _write_lines, ".jsonl.gz": _write_packed, ".parquet": write_parquet}


class Journal:
    """Rows of work done so far, in a JSONL file that outlives its process.

    Each row is handed to the operating system before :meth:`append` returns, so a killed process
    loses at most the row it was writing; the next one to open the journal cuts that torn line off.
    One process holds a journal at a time.
    """

    def __init__(self, path: PathLike) -> None:
        """Open the journal, made if missing.

        Raises:
            ConfigError: If it cannot be written, or another process holds it.
        """
        self.path = Path(path)
        with told_writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open_locked(self.path, self.path)
            self._end = _end_of_last_line(self._file)
            self._file.truncate(self._end)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that the journal holds, from the first on.

        Raises:
            DataError: If a line in it is no JSON object.
        """
        for _, row in _read_lines(self.path):
            yield row

    def append(self, row: Mapping[str, Any]) -> None:
        """Add one row; see :meth:`extend`."""
        self.extend((row,))

    def extend(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows in one write.

        Raises:
            ConfigError: If they cannot be written (a full disk); the journal then holds none of them.
            DataError: If a row holds what JSON cannot.
        """
        lines = memoryview(b"".join(encode_row(row, str(self.path)) for row in rows))
        self._file.seek(self._end)
        done = 0
        try:
            while done < len(lines):
                done += self._file.write(lines[done:])
        except ConfigError:
            self._file.truncate(self._end)
            raise
        self._end += done

    def close(self) -> None:
        """Put everything on the disk and let go of the file; a second call does nothing."""
        if not self._file.closed:
            with self._file, told_writing(self.path):
                os.fsync(self._file.fileno())

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end_of_last_line(file: io.FileIO) -> int:
    """Return where the last whole line ends, looking back from the end of the file."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _CHUNK_CHARS)
        file.seek(start)
        last = file.read(end - start).rfind(b"\n")
        if last >= 0:
            return start + last + 1
        end = start
    return 0
