"""A judge for tests of what comes after judging: the program's text says its verdict."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kodenv.records import Case, CaseStatus, Isolation, Measured, Status, Triplet, Verdict

JUDGE_IDENTITY = {"timeout_s": None, "memory_mb": None, "isolation": "auto", "version": "fake"}


class FakeJudge:
    """PASSED, unless the program's text has the lower-case name of another status in it.

    Args:
        stop_after: Raise KeyboardInterrupt instead of giving one verdict more.
        unscored: Whether programs with "unscored" in them are UNSCORED, or PASSED like others.
    """

    def __init__(self, *, stop_after: int | None = None, unscored: bool = True) -> None:
        self.judged: list[tuple[str, str | None]] = []
        self._stop_after = stop_after
        self._unscored = unscored

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        for triplet, program in pairs:
            if len(self.judged) == self._stop_after:
                raise KeyboardInterrupt
            self.judged.append((triplet.question_id, program))
            yield self._verdict(triplet, program)

    def _verdict(self, triplet: Triplet, program: str | None) -> Verdict:
        status = next((s for s in Status if program is not None and s.lower() in program), Status.PASSED)
        if program is None:
            status = Status.NO_PROGRAM
        if status is Status.UNSCORED and not self._unscored:
            status = Status.PASSED
        solved = status is Status.PASSED
        digest = hashlib.sha256(f"{triplet.test}\0{program}".encode()).hexdigest()
        missed = Case(id="test_b", status=CaseStatus.FAILED, message="assert f() == 1")
        return Verdict(
            status=status,
            passed=2 if solved else 1,
            total=2,
            message="" if solved else "test_b: assert f() == 1",
            cases=(
                Case(id="test_a", status=CaseStatus.PASSED),
                Case(id="test_b", status=CaseStatus.PASSED) if solved else missed,
            ),
            isolation=Isolation(layers=("fake",)),
            digest=digest,
            # Differs from run to run, as real measurements do.
            measured=Measured(wall_s=0.001 * len(self.judged)),
        )

    def __enter__(self) -> "FakeJudge":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def triplet_row(question_id: str, **columns: Any) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "question": f"Write f for {question_id}.",
        "solution": "def f():\n    return 1\n",
        "test": "from solution import f\n\ndef test_a():\n    assert f() == 1\n",
        "entry_point": "f",
        "subset": "Filter",
        "difficulty": "easy",
        "license": "Apache-2.0",
        **columns,
    }


def reply(word: str = "", *, padding: int = 0) -> str:
    """A completion whose program gets the verdict that ``word`` says; none without ``word`` passes."""
    program = f"def f():\n    return 1  # {word}\n"
    return f"<think>\nthe answer {'.' * padding}\n</think>\n```python\n{program}```\n"


def write_inputs(folder: Path, words: dict[str, list[str]]) -> tuple[Path, Path]:
    """Write triplets and completions: per question, the words of its replies."""
    triplets = write_jsonl(folder / "triplets.jsonl", (triplet_row(question_id) for question_id in words))
    rows = [
        {"question_id": question_id, "completion": reply(word)} for question_id, all in words.items() for word in all
    ]
    return triplets, write_jsonl(folder / "replies.jsonl", rows)
