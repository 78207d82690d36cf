"""The demo's recordings are what the bundled model writes, for tasks that it never learned."""

import importlib.resources
import sys
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Triplet
from kodenv.store import iter_rows
from synth.families.numbers import HEADS

DATA = importlib.resources.files("kodenv") / "data"
SAMPLES = 8


def rows_of(name):
    with importlib.resources.as_file(DATA / name) as path:
        return [row for _, row in iter_rows(path)]


@pytest.fixture(scope="module")
def triplets():
    return [Triplet.from_row(row) for row in rows_of("tiny_triplets.jsonl.gz")]


@pytest.fixture(scope="module")
def completions():
    return rows_of("tiny_completions.jsonl.gz")


@pytest.fixture
def recorder(monkeypatch):
    pytest.importorskip("transformers", reason="the extra train is not installed")
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "examples" / "tiny"))
    import record_tiny

    yield record_tiny
    for name in ("record_tiny", "tasks"):
        sys.modules.pop(name, None)


def test_every_question_has_its_completions_in_order(triplets, completions):
    expected = [(one.question_id, index) for one in triplets for index in range(SAMPLES)]
    assert [(row["question_id"], row["sample_index"]) for row in completions] == expected
    assert len({one.question for one in triplets}) == len({one.question_id for one in triplets}) == len(triplets) >= 100


def test_the_tasks_are_of_the_families_that_tiny_knows_and_held_out_from_its_training(triplets):
    assert {one.question_id.split("_", 1)[1].rpartition("_")[0] for one in triplets} == set(HEADS)
    assert all(int(one.question_id.rpartition("_")[2], 16) % 5 == 0 for one in triplets)
    assert {(one.difficulty, one.style) for one in triplets} == {("easy", "instruct")}


def test_every_reference_passes(triplets):
    with Judge() as judge:
        verdicts = list(judge.judge_many((one, one.solution) for one in triplets[:40]))
    assert [one.question_id for one, verdict in zip(triplets, verdicts, strict=False) if not verdict.solved] == []


def test_tiny_writes_what_was_recorded(triplets, completions, recorder):
    from policies.tiny import open_tiny

    asked = recorder.requests(triplets[:1])
    with open_tiny() as policy:
        said = dict(policy.sample(asked))
    same = sum(said[index].text == completions[index]["completion"] for index in range(SAMPLES))
    # Another processor rounds otherwise, and now and then draws another token.
    assert same >= SAMPLES - 2


def test_the_tasks_are_drawn_again_from_their_seed(triplets, recorder):
    drawn = recorder.draw(3, recorder.SEED, held_out=True)
    assert [one.question for one in drawn] == [one.question for one in triplets[:3]]
