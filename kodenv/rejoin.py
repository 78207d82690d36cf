"""Questions and tests that a data set leaves in another one, filled in from that one's files.

OpenCodeReasoning's second split and the whole of OpenCodeReasoning-2 hold ``-`` for the question and name its place:
data set, split and row number. open-r1's Codeforces keeps most of its tests in files of their own, by problem. Both are
read in one pass over the other files; the rows that are asked for lie in a scratch file, not in memory.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn

from kodenv.errors import ConfigError, DataError
from kodenv.jsonrows import shorten
from kodenv.layouts import read_layout
from kodenv.layouts.opencodereasoning import NO_QUESTION
from kodenv.store import PathLike, iter_rows

Located = Iterable[tuple[str, Mapping[str, Any]]]
_Key = tuple[str, str, int | str]

_SETS = {"taco": "taco", "apps": "apps", "code_contests": "codecontests", "open-r1/codeforces": "codeforces"}
_NAMES = {**{name: name for name in _SETS}, "codecontests": "code_contests", "codeforces": "open-r1/codeforces"}
_GENERATED = "generated_tests"
_TAKEN = ("test", "test_format", "entry_point", "limits", "checker", "style")
_STATEMENTS = ("question", "description")


def parse_sources(texts: Iterable[str]) -> dict[tuple[str, str], str]:
    """Read ``NAME=PATH`` or ``NAME:SPLIT=PATH`` (the split is ``train`` otherwise).

    Raises:
        ConfigError: If a text is of neither form, or names no data set that can be a source.
    """
    sources = {}
    for text in texts:
        name, found, path = text.partition("=")
        name, _, split = name.partition(":")
        if not found or not path or name not in (*_NAMES, _GENERATED):
            known = ", ".join((*_SETS, _GENERATED))
            raise ConfigError(f"source: expected NAME[:SPLIT]=PATH with a name of {known}, got {text!r}; fix it")
        sources[_NAMES.get(name, name), split or "train"] = path
    return sources


@dataclass(frozen=True, slots=True)
class _Question:
    """Where a row says that its question lies; ``index`` is None where it holds the question itself."""

    column: str
    dataset: str
    split: str
    index: int | None

    @property
    def place(self) -> tuple[str, str]:
        return self.dataset, self.split


class SourceRows:
    """What the rows of one data set need from others. A context manager, because of its scratch file."""

    def __init__(self, rows: Located, sources: Mapping[tuple[str, str], PathLike]) -> None:
        """Read the sources.

        Args:
            rows: All rows that :meth:`fill` will be asked about.
            sources: Files by data set and split; see :func:`parse_sources`.

        Raises:
            ConfigError: If a source cannot be read.
            DataError: If a row of one is bad, or a row says its place in a way that cannot be read.
        """
        self._sources = sources
        self._places: dict[_Key, tuple[int, int]] = {}
        self._tests: dict[str, list[tuple[int, int]]] = {}
        # Closed in close(); a with block cannot span the object's life.
        self._scratch = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            wanted = {key for where, row in rows for key in _wanted(row, where)}
            for (name, split), path in sources.items():
                if name == _GENERATED:
                    self._keep_tests(path, wanted)
                else:
                    self._keep_rows(name, split, path, wanted)
        except BaseException:
            self.close()
            raise

    def _keep_rows(self, name: str, split: str, path: PathLike, wanted: set[_Key]) -> None:
        for number, (where, row) in enumerate(iter_rows(path)):
            keys = {(name, split, number)} | {(name, split, _hash(t)) for t in map(row.get, _STATEMENTS) if t}
            keys &= wanted
            if keys:
                (triplet,) = read_layout(_SETS[name], [(where, row)])
                place = self._write(triplet.to_row())
                for key in keys:
                    self._places.setdefault(key, place)

    def _keep_tests(self, path: PathLike, wanted: set[_Key]) -> None:
        for where, row in iter_rows(path):
            case = {name: row.get(name) for name in ("input", "output")}
            if not all(isinstance(value, str) for value in (*case.values(), row.get("problem_id"))):
                raise DataError(
                    f"{where}: expected texts problem_id, input and output, got {shorten(row)}; name the files of "
                    "generated tests"
                )
            if (_GENERATED, "", row["problem_id"]) in wanted:
                self._tests.setdefault(row["problem_id"], []).append(self._write(case))

    def _write(self, value: Mapping[str, Any]) -> tuple[int, int]:
        data = json.dumps(value).encode()
        start = self._scratch.tell()
        self._scratch.write(data)
        return start, len(data)

    def _read(self, place: tuple[int, int]) -> dict[str, Any]:
        self._scratch.seek(place[0])
        value: dict[str, Any] = json.loads(self._scratch.read(place[1]))
        return value

    def fill(self, where: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the row with the question, tests, limits and solution of the place it names; others as they are.

        The model's own program, which stood in ``solution``, is in ``generated_solution`` then.

        Raises:
            DataError: If the row has no question and its place is in none of the sources.
        """
        if row.get("id") in self._tests:
            made = [self._read(place) for place in self._tests[row["id"]]]
            return {**row, "official_tests": [*(row.get("official_tests") or ()), *made]}
        question = _question_of(row, where)
        if question is None:
            return row
        place = next((self._places[key] for key in _keys(question, row) if key in self._places), None)
        if place is None:
            if question.index is not None and row[question.column].strip() == NO_QUESTION:
                self._refuse_missing(where, question)
            return row
        found = self._read(place)
        filled = {question.column: found["question"], "solution": found["solution"]}
        if row[question.column].strip() != NO_QUESTION:
            del filled[question.column]
        return {
            **row,
            **filled,
            **{name: found[name] for name in _TAKEN if found[name] is not None},
            "generated_solution": row.get("solution"),
        }

    def _refuse_missing(self, where: str, question: _Question) -> NoReturn:
        if question.place not in self._sources:
            raise DataError(
                f"{where}: $.{question.column}: expected the data set {question.dataset} with its split "
                f"{question.split}, got none; say --source {question.dataset}:{question.split}=PATH"
            )
        raise DataError(
            f"{where}: $.index: expected a row of {self._sources[question.place]}, got {question.index!r}, which is "
            "behind its end; name all files of that split"
        )

    def close(self) -> None:
        """Drop the scratch file."""
        self._scratch.close()

    def __enter__(self) -> "SourceRows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _wanted(row: Mapping[str, Any], where: str) -> Iterator[_Key]:
    if isinstance(row.get("id"), str) and row.get(_GENERATED):
        yield _GENERATED, "", row["id"]
    question = _question_of(row, where)
    if question is not None:
        yield from _keys(question, row)


def _keys(question: _Question, row: Mapping[str, Any]) -> Iterator[_Key]:
    if question.index is not None:
        yield (*question.place, question.index)
    elif row[question.column].strip() != NO_QUESTION:
        yield (*question.place, _hash(row[question.column]))


def _question_of(row: Mapping[str, Any], where: str) -> _Question | None:
    """Say where the question of an OpenCodeReasoning row lies; None for rows of other sets."""
    column = "question" if "r1_generation" in row else "input" if "output" in row else None
    dataset = row.get("dataset")
    if column is None or not isinstance(row.get(column), str) or dataset not in _SETS:
        return None
    index = row.get("index")
    bare = row[column].strip() == NO_QUESTION
    number = int(index) if isinstance(index, int | str) and str(index).isdecimal() else None
    if bare and number is None:
        raise DataError(f"{where}: $.index: expected a row number as text, got {shorten(index)}; fix the row")
    return _Question(column, dataset, str(row.get("split") or "train"), number)


def _hash(text: Any) -> str:
    """Name a text by its words: white space differs between copies of a statement."""
    return hashlib.sha256(" ".join(str(text).split()).encode("utf-8", "replace")).hexdigest()
