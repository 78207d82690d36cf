"""An SFT set's claims, checked: a sample of its rows is executed again.

What a row claims: its program is what its completion says, it was asked its triplet's question, and the program meets
the suite with this status and these counts. The digest names the exact work (program, suite, limits, judge), so that a
changed suite or judge is told from a changed verdict.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, DataError
from kodenv.prompts import question_text
from kodenv.records import Status, Triplet, Verdict
from kodenv.rollout import Find, JudgesMany, find_program
from kodenv.sft import read_texts
from kodenv.store import iter_rows, list_files

_NEEDED = ("question_id", "sample_index", "program", "status", "passed", "total", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A claim that does not hold: what the row says, and what was found."""

    question_id: str
    sample_index: int
    claim: str
    said: Any
    found: Any

    def to_row(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one row: its broken claims, or that it could not be judged here."""

    broken: tuple[Broken, ...]
    unscored: bool


def set_files(folder: Path) -> list[Path]:
    """Return the files of a set: ``sft.jsonl``, or its Parquet files where only those were fetched.

    Raises:
        ConfigError: If there are none.
    """
    if (folder / "sft.jsonl").is_file():
        return [folder / "sft.jsonl"]
    found = sorted(folder.glob("sft*.parquet")) if folder.is_dir() else []
    if not found:
        raise ConfigError(f"{folder}: expected sft.jsonl or sft*.parquet in it, got neither; name a set's folder")
    return [file for path in found for file in list_files(path)]


def draw_rows(files: Iterable[Path], count: int, seed: int) -> tuple[int, list[tuple[str, dict[str, Any]]]]:
    """Return how many rows there are, and ``count`` of them drawn by a hash of what they are, in their order.

    Raises:
        DataError: If a row lacks a label.
    """
    drawn: list[tuple[bytes, int, str, dict[str, Any]]] = []
    rows = 0
    for file in files:
        for where, row in iter_rows(file, allow_empty=True):
            _check_labels(row, where)
            name = json.dumps([seed, row["question_id"], row["sample_index"]])
            drawn.append((hashlib.sha256(name.encode()).digest(), rows, where, row))
            rows += 1
            if len(drawn) >= 2 * count:
                drawn = sorted(drawn, key=lambda item: item[:2])[:count]
    chosen = sorted(sorted(drawn, key=lambda item: item[:2])[:count], key=lambda item: item[1])
    return rows, [(where, row) for _, _, where, row in chosen]


def _check_labels(row: Mapping[str, Any], where: str) -> None:
    for name in _NEEDED:
        if name not in row:
            raise DataError(f"{where}: $.{name}: expected a label that sample writes, got none; it cannot be verified")


def check_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]],
    triplets: Mapping[str, Triplet],
    judge: JudgesMany,
    find: Find = find_program,
) -> Iterator[Checked]:
    """Judge rows again and yield what came of each, in order.

    Args:
        rows: Rows of a set with where they are.
        triplets: The questions, by id.
        judge: With the limits that the set was made with, and without a cache.
        find: Finds the program in a completion, as it was found then.

    Raises:
        DataError: If a row has the columns of no layout.
    """
    waiting: list[tuple[Mapping[str, Any], list[Broken]]] = []

    def pairs() -> Iterator[tuple[Triplet, str | None]]:
        for where, row in rows:
            triplet = triplets.get(row["question_id"])
            told = _check_texts(row, triplet, where, find)
            waiting.append((row, told))
            # Nothing can be judged without a suite: an empty one keeps the rows and the verdicts in step.
            yield triplet or Triplet(question_id=row["question_id"], question="?"), row["program"]

    for verdict in judge.judge_many(pairs()):
        row, broken = waiting.pop(0)
        missing = any(one.claim == "question_id" for one in broken)
        if not missing:
            broken += _check_verdict(row, verdict)
        yield Checked(broken=tuple(broken), unscored=not missing and verdict.status is Status.UNSCORED)


def _check_texts(row: Mapping[str, Any], triplet: Triplet | None, where: str, find: Find) -> list[Broken]:
    if triplet is None:
        return [_broken(row, "question_id", row["question_id"], "no triplet of this id")]
    question, completion = read_texts(row, where)
    broken = []
    asked = [_plain(text) for text in (triplet.question, question_text(triplet))]
    if not any(text in question for text in asked):
        broken.append(_broken(row, "question", question, triplet.question))
    program = find(triplet, completion).program
    if program != row["program"] and (program is None or _plain(program) != row["program"]):
        broken.append(_broken(row, "program", row["program"], program))
    return broken


def _plain(text: str) -> str:
    """Return the text as a set holds it, which has no lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _check_verdict(row: Mapping[str, Any], verdict: Verdict) -> list[Broken]:
    if verdict.status is Status.UNSCORED:
        return []
    found = {"status": str(verdict.status), "passed": verdict.passed, "total": verdict.total, "digest": verdict.digest}
    return [_broken(row, name, row[name], value) for name, value in found.items() if row[name] != value]


def _broken(row: Mapping[str, Any], claim: str, said: Any, found: Any) -> Broken:
    return Broken(question_id=row["question_id"], sample_index=row["sample_index"], claim=claim, said=said, found=found)
