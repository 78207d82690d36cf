"""Rollouts → traces: the reasoning with what is known of its question and its program."""

import hashlib
import heapq
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.errors import DataError
from kodenv.reasoning import split_reasoning
from kodenv.responses.counting import count_tokens
from kodenv.store import iter_rows
from kodenv.summary import UNKNOWN

MIN_PARAGRAPH_CHARS = 60
MAX_PARAGRAPH_CHARS = 1_500
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One reasoning.

    Attributes:
        question_id: Its question.
        sample_index: Which of the question's samples it is.
        question: The task's text.
        difficulty: As the rollout states it, or "not stated".
        solved: Whether the program that it led to passed.
        text: The reasoning.
        tokens: Its length: as the server counted the reply where the row says so, else estimated from the text.
    """

    question_id: str
    sample_index: int
    question: str
    difficulty: str
    solved: bool
    text: str
    tokens: int

    @property
    def name(self) -> str:
        """What tells it from the others."""
        return f"{self.question_id}#{self.sample_index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which traces are looked at.

    Attributes:
        max_traces: At most so many, drawn by a hash of what they are; None: all.
        max_per_question: At most so many of a question, the first by index; None: all.
    """

    max_traces: int | None = None
    max_per_question: int | None = None


def read_traces(rollouts: Path, choice: Choice, skipped: Counter[str]) -> Iterator[Trace]:
    """Yield the chosen traces, in the order of the file.

    Args:
        rollouts: ``rollouts.jsonl`` of ``kodenv sample``, or ``verdicts.jsonl`` of ``kodenv eval``.
        choice: Which.
        skipped: Takes why rows are no traces: ``unscored``, ``no_reasoning``, ``not_chosen``.

    Raises:
        DataError: If a row is not a judged one, or a sample occurs twice.
    """
    chosen = _draw(rollouts, choice, skipped)
    for where, row in iter_rows(rollouts):
        if (row["question_id"], row["sample_index"]) in chosen:
            yield _trace(row, where)


def _draw(rollouts: Path, choice: Choice, skipped: Counter[str]) -> set[tuple[str, int]]:
    seen: set[tuple[str, int]] = set()
    per_question: Counter[str] = Counter()
    ranked: list[tuple[int, tuple[str, int]]] = []
    for where, row in iter_rows(rollouts):
        key = _key(row, where)
        if key in seen:
            raise DataError(f"{where}: $.sample_index: expected each sample once, got {key!r} again; drop one")
        seen.add(key)
        if row["status"] == "UNSCORED":
            skipped["unscored"] += 1
        elif not _reasoning(row):
            skipped["no_reasoning"] += 1
        elif choice.max_per_question is not None and per_question[key[0]] >= choice.max_per_question:
            skipped["not_chosen"] += 1
        else:
            per_question[key[0]] += 1
            ranked.append((_rank(key), key))
    most = len(ranked) if choice.max_traces is None else choice.max_traces
    skipped["not_chosen"] += max(0, len(ranked) - most)
    return {key for _, key in heapq.nsmallest(most, ranked)}


def _key(row: Mapping[str, Any], where: str) -> tuple[str, int]:
    for name in ("question_id", "sample_index", "status", "solved"):
        if name not in row:
            raise DataError(f"{where}: $.{name}: expected a judged rollout, got a row without it; name another file")
    return row["question_id"], row["sample_index"]


def _rank(key: tuple[str, int]) -> int:
    return int.from_bytes(hashlib.sha256(json.dumps(key).encode()).digest()[:8], "big")


def _reasoning(row: Mapping[str, Any]) -> str:
    if isinstance(row.get("reasoning"), str):
        return str(row["reasoning"]).strip()
    return (split_reasoning(row.get("completion") or "")[0] or "").strip()


def _trace(row: Mapping[str, Any], where: str) -> Trace:
    text = _reasoning(row)
    counted = (row.get("usage") or {}).get("reasoning_tokens")
    return Trace(
        question_id=row["question_id"],
        sample_index=row["sample_index"],
        question=row.get("question") or "",
        difficulty=row.get("difficulty") or UNKNOWN,
        solved=bool(row["solved"]),
        text=text,
        tokens=counted if isinstance(counted, int) else count_tokens(text),
    )


def split_paragraphs(text: str) -> list[str]:
    """Divide a reasoning into the paragraphs that segments are made of; nothing but white space is lost.

    Short ones join the next, long ones are cut at the end of a sentence or line, so that a number of paragraphs is a
    fair measure of length.
    """
    pieces = [piece for part in _BREAK.split(text.strip()) if part.strip() for piece in _cut(part.strip())]
    joined: list[str] = []
    for piece in pieces:
        if joined and len(joined[-1]) < MIN_PARAGRAPH_CHARS:
            joined[-1] = f"{joined[-1]}\n{piece}"
        else:
            joined.append(piece)
    return joined


def _cut(paragraph: str) -> Iterator[str]:
    start = 0
    while len(paragraph) - start > MAX_PARAGRAPH_CHARS:
        ends = [m.end() for m in _SENTENCE_END.finditer(paragraph, start + 1, start + MAX_PARAGRAPH_CHARS)]
        end = ends[-1] if ends else start + MAX_PARAGRAPH_CHARS
        yield paragraph[start:end].rstrip()
        start = end
    yield paragraph[start:].strip()


def windows_of(paragraphs: Iterable[str], max_chars: int) -> list[tuple[int, int]]:
    """Return half-open ranges of paragraphs, each short enough to be asked about at once."""
    found: list[tuple[int, int]] = []
    begin, size, count = 0, 0, 0
    for count, paragraph in enumerate(paragraphs, 1):
        if size and size + len(paragraph) > max_chars:
            found.append((begin, count - 1))
            begin, size = count - 1, 0
        size += len(paragraph)
    return [*found, (begin, count)] if count else []
