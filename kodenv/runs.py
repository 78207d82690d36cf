"""Output folders: a run that can be stopped anywhere, and goes on when it is started again.

While a run works its folder holds ``.partial/``: ``identity.json`` (what decides the result) and
``journal.jsonl`` (what is done). The results are written from the journal, ``run.json`` last; then
``.partial`` goes. A run that fell short keeps it, so that the next one tries only what is missing.
"""

import datetime
import hashlib
import json
import os
import shutil
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from kodenv.errors import ConfigError, DataError
from kodenv.files import cause, replacing
from kodenv.jsonrows import parse_row
from kodenv.store import Journal, list_files

RUN_FILE = "run.json"
_PARTIAL = ".partial"
_HASH_CHUNK_BYTES = 1 << 20


def describe_input(source: str | os.PathLike[str] | None) -> dict[str, Any]:
    """Return the name of an input and the hash of its content; no hash where it is not a local file.

    Raises:
        ConfigError: If a local file cannot be read.
    """
    if source is None:
        return {"name": "bundled", "sha256": None}
    name = os.fspath(source)
    if name.startswith("hf:"):
        return {"name": name, "sha256": None}
    digest = hashlib.sha256()
    for file in list_files(name):
        try:
            with open(file, "rb") as opened:
                while chunk := opened.read(_HASH_CHUNK_BYTES):
                    digest.update(chunk)
        except OSError as error:
            raise ConfigError(f"{file}: expected a readable file, got {cause(error)}; check the path") from error
    return {"name": name, "sha256": digest.hexdigest()}


class RunFolder:
    """The output folder of one run; a context manager that holds its journal.

    ``finished`` says that an earlier run with the same identity left nothing to do.
    """

    def __init__(self, path: str | os.PathLike[str], identity: Mapping[str, Any]) -> None:
        """Open the folder, made if missing.

        Args:
            path: The folder: empty, or of an earlier run with the same identity.
            identity: What decides the result, as plain values. Under a key ``inputs`` the names of
                hashed files may differ.

        Raises:
            ConfigError: If the folder cannot be written, holds other files, or belongs to another run.
        """
        self.path = Path(path)
        self.identity = json.loads(json.dumps(identity))
        self.journal: Journal | None = None
        partial = self.path / _PARTIAL
        _make_folder(self.path)
        before = read_json(partial / "identity.json") if (partial / "identity.json").exists() else None
        done = read_json(self.path / RUN_FILE) if (self.path / RUN_FILE).exists() else None
        for earlier in (before, done):
            if earlier is not None:
                self._refuse_other(earlier)
        if before is None and done is None:
            self._refuse_foreign_files()
        self.resumed = before is not None
        self.finished = done is not None and before is None
        if self.finished:
            # A run killed in its very last step leaves what only resuming needed.
            shutil.rmtree(partial, ignore_errors=True)
        else:
            _make_folder(partial)
            write_json(partial / "identity.json", self.identity)
            self.journal = Journal(partial / "journal.jsonl")

    def __enter__(self) -> "RunFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.journal is not None:
            self.journal.close()

    def index_journal(self) -> "JournalIndex":
        """Return where the journal's rows are, by their ``index``; the last row of an index counts."""
        assert self.journal is not None, "a finished run has no journal"
        return JournalIndex(self.journal.path)

    def finish(self, result: Mapping[str, Any], *, complete: bool) -> None:
        """Write run.json and, if nothing is left to do, remove what only resuming needs."""
        when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        write_json(self.path / RUN_FILE, {**self.identity, "result": dict(result), "when": when})
        if complete and self.journal is not None:
            self.journal.close()
            # First the file that marks a run as unfinished, so that a kill in between leaves it finished.
            (self.path / _PARTIAL / "identity.json").unlink(missing_ok=True)
            shutil.rmtree(self.path / _PARTIAL, ignore_errors=True)

    def result(self) -> dict[str, Any]:
        """Return what :meth:`finish` wrote."""
        result: dict[str, Any] = read_json(self.path / RUN_FILE)["result"]
        return result

    def _refuse_other(self, earlier: Mapping[str, Any]) -> None:
        ours = _flatten(_comparable(self.identity))
        theirs = _flatten(_comparable({key: earlier.get(key) for key in self.identity}))
        different = [key for key in sorted({*ours, *theirs}) if ours.get(key) != theirs.get(key)]
        if different:
            shown = "; ".join(f"{key} is {theirs.get(key)!r} there and {ours.get(key)!r} now" for key in different[:4])
            raise ConfigError(
                f"{self.path}: expected a folder of the same run, got another one ({shown}); choose another --out"
            )

    def _refuse_foreign_files(self) -> None:
        names = sorted(name for name in os.listdir(self.path) if name != _PARTIAL)
        if names:
            raise ConfigError(
                f"{self.path}: expected an empty folder or one of an earlier run, got one with {names[0]!r} in it; "
                "choose another --out"
            )


class JournalIndex:
    """The places of a journal's rows: eight bytes each in memory, the rows stay on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets = array("q")
        self._unscored: set[int] = set()
        with open(path, "rb") as file:
            offset = 0
            for line in file:
                row = parse_row(line.decode(), str(path))
                index = row.get("index", -1)
                if index < 0:
                    offset += len(line)
                    continue
                if index >= len(self._offsets):
                    self._offsets.extend([-1] * (index + 1 - len(self._offsets)))
                self._offsets[index] = offset
                (self._unscored.add if row["status"] == "UNSCORED" else self._unscored.discard)(index)
                offset += len(line)

    def __contains__(self, index: object) -> bool:
        """Whether the row of this index is there and needs no second try."""
        return (
            isinstance(index, int)
            and index < len(self._offsets)
            and self._offsets[index] >= 0
            and index not in self._unscored
        )

    def __len__(self) -> int:
        return sum(offset >= 0 for offset in self._offsets) - len(self._unscored)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows in the order of their indices, without the index."""
        with open(self._path, "rb") as file:
            for offset in self._offsets:
                if offset >= 0:
                    file.seek(offset)
                    row = parse_row(file.readline().decode(), str(self._path))
                    del row["index"]
                    yield row


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises:
        ConfigError: If it cannot be read.
        DataError: If it is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: expected a readable file, got {cause(error)}; check the path") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected UTF-8 text, got {error.reason}; choose another folder") from error
    return parse_row(text, str(path))


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write an object as an indented JSON file, whole or not at all.

    Raises:
        ConfigError: If it cannot be written.
    """
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        ConfigError: If it cannot be written.
    """
    with replacing(path) as file:
        file.write(text.encode())


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        writable = os.access(path, os.W_OK | os.X_OK)
    except (FileExistsError, NotADirectoryError) as error:
        raise ConfigError(f"{path}: expected a folder, got a file in its place; choose another --out") from error
    except OSError as error:
        raise ConfigError(f"{path}: expected a folder to write to, got {cause(error)}; choose another --out") from error
    if not writable:
        raise ConfigError(f"{path}: expected a folder to write to, got no permission; choose another --out")


def _comparable(identity: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the names of hashed inputs: the same content under another name is the same run."""
    inputs = {
        key: {"sha256": value["sha256"]} if value.get("sha256") else value
        for key, value in (identity.get("inputs") or {}).items()
    }
    return {**identity, "inputs": inputs}


def _flatten(value: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {prefix: value}
    flat: dict[str, Any] = {}
    for key, item in value.items():
        flat |= _flatten(item, f"{prefix}.{key}" if prefix else key)
    return flat
