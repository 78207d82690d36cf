"""On real C++ rows every reference is PASSED apart from its suite, and no recorded wrong solution is.

Compiling them all takes minutes; every eighth row stands for them unless KODENV_REAL_DATA_ALL is set.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet
from kodenv.triplets import load_triplets

DATA = os.environ.get("KODENV_REAL_DATA")
STEP = 1 if os.environ.get("KODENV_REAL_DATA_ALL") else 8
pytestmark = [
    pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data"),
    pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++ here"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(workers=2, cache=False, timeout_s=10) as made:
        yield made


def rows() -> list[dict[str, Any]]:
    lines = Path(DATA or "", "humanevalpack_cpp_a.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines][::STEP]


def test_references_pass_apart_and_wrong_solutions_do_not_pass(judge: Judge) -> None:
    pairs = [(Triplet.from_row(row), row) for row in rows()]
    right = list(judge.judge_many((triplet, triplet.solution) for triplet, _ in pairs))
    wrong = list(judge.judge_many((triplet, row["wrong_solution"]) for triplet, row in pairs))
    assert [
        f"{t.question_id}: {v.status} {v.message}" for (t, _), v in zip(pairs, right, strict=True) if not v.solved
    ] == []
    assert {verdict.isolation.mode for verdict in right} == {"split"}
    bad = (Status.PASSED, Status.UNSCORED)
    assert [
        f"{t.question_id}: {v.status} {v.message}" for (t, _), v in zip(pairs, wrong, strict=True) if v.status in bad
    ] == []


def test_a_row_in_its_authors_layout_is_judged(judge: Judge) -> None:
    triplets = load_triplets(Path(DATA or "", "original_layout/humanevalpack_cpp_0-81.jsonl"))
    triplet = triplets[3]
    assert triplet.language == "cpp" and len(triplets) == 82
    verdict = judge.judge(triplet, triplet.solution)
    assert verdict.solved, verdict.message
