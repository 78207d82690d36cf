"""Candidate programs of a file, by question, and what agreement says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.errors import DataError
from kodenv.extract import extract_for
from kodenv.hardening.agreement import Matrix, dual_agreement
from kodenv.records import Triplet
from kodenv.replies import iter_replies
from kodenv.store import iter_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A program of the file: its text (None: the reply holds none) and whether it is known to be right or wrong."""

    program: str | None
    right: bool | None = None


def read_candidates(path: str, triplets: Mapping[str, Triplet]) -> dict[str, list[Candidate]]:
    """Return the programs of a file by question, in the file's order; questions that are not asked for are left out.

    Args:
        path: Rows as ``kodenv judge`` takes them; ``right`` (true or false) may label a program.
        triplets: The questions, by id.

    Raises:
        ConfigError: If the file cannot be read.
        DataError: If a row cannot be used, or ``right`` is no truth value.
    """
    found: dict[str, list[Candidate]] = {}
    for reply, (where, row) in zip(iter_replies([path]), iter_rows(path), strict=True):
        right = row.get("right")
        if right is not None and not isinstance(right, bool):
            raise DataError(f"{where}: $.right: expected true, false or nothing, got {right!r}; fix the row")
        triplet = triplets.get(reply.question_id)
        if triplet is None:
            continue
        program = reply.program if reply.completion is None else extract_for(triplet, reply.completion).program
        found.setdefault(reply.question_id, []).append(Candidate(program=program, right=right))
    return found


def agreement_row(question_id: str, candidates: Sequence[Candidate], matrix: Matrix) -> dict[str, Any]:
    """Return what is known of the programs of a question: which holds which case, and CodeT's score of each."""
    scores = dual_agreement(matrix)
    return {
        "question_id": question_id,
        "cases": list(matrix.cases),
        "programs": [
            {"solved": solved, "held": "".join("01"[held] for held in row), "dual_agreement": score, "right": one.right}
            for one, row, solved, score in zip(candidates, matrix.rows, matrix.solved, scores, strict=True)
        ],
    }
