"""What `make train-demo` says of its numbers, and the tasks that it draws."""

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import train_demo

STAGES = ("tiny", "after SFT", "after GRPO")


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "examples" / "tiny"))
    import tasks

    yield tasks
    sys.modules.pop("tasks", None)


def run_of(seed, values, wall_s=600.0):
    stages = [{"stage": name, "value": value, "interval": [value - 0.05, value + 0.05]} for name, value in
              zip(STAGES, values, strict=True)]  # fmt: skip
    gains = [{"difference": after - before, "interval": [after - before - 0.04, after - before + 0.04], "p": 0.001}
             for before, after in pairwise(values)]  # fmt: skip
    pace = {"train_s": 240.0, "tokens_per_s": 800.0, "verdicts_per_s": 16.0, "reward_share": 0.11}
    return {
        "seed": seed, "stages": stages, "gains": gains, "grpo": {"steps": 60, "measured": pace},
        "measured": {"wall_s": wall_s},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "wall_s", "missed"),
    [
        ((0.45, 0.52, 0.63), 600, []),
        ((0.45, 0.52, 0.61), 600, ["GRPO raises it by 10 points"]),
        ((0.45, 0.44, 0.63), 600, ["SFT raises pass@1"]),
        ((0.61, 0.65, 0.80), 600, ["tiny starts between 20% and 60%"]),
        ((0.45, 0.52, 0.63), 901, ["at most 15 minutes"]),
    ],
)
def test_a_seed_that_falls_short_is_told_with_what_it_missed(values, wall_s, missed):
    assert train_demo.shortfalls(run_of(0, values, wall_s)) == missed


def test_the_tables_and_charts_are_written_into_the_document(tmp_path, capsys):
    machine = {"date": "2026-01-01", "device": "CPU", "cores": 2, "threads": 2, "load_before": 0.1}
    runs = [run_of(0, (0.45, 0.52, 0.63)), run_of(1, (0.45, 0.52, 0.60))]
    results = {"size": {"held_out": 120, "eval_samples": 4}, "runs": runs, "measured": machine}
    (tmp_path / "results.json").write_text(json.dumps(results))
    (tmp_path / "curves.svg").write_text("<svg></svg>")
    document = tmp_path / "training.md"
    document.write_text(f"before\n{train_demo.MARKS[0]}\nold\n{train_demo.MARKS[1]}\nafter\n")
    assert train_demo.main([str(tmp_path), "--update-doc", str(document)]) == 1
    text = document.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert (
        "| 0 | 45.0% [40.0, 50.0] | 52.0% [47.0, 57.0] | 63.0% [58.0, 68.0] | +7.0 [+3.0, +11.0], p = 0.001 |" in text
    )
    assert "| 1 | 10.0 min | 4.0 | 800 | 16.0 | 11.0% |" in text
    assert "Not held: seed 1: GRPO raises it by 10 points." in text
    assert (tmp_path / train_demo.STAGES).read_text().count("<polyline") == 2
    assert capsys.readouterr().out.strip() in text


def test_tasks_to_learn_from_and_tasks_to_measure_on_have_nothing_in_common(tasks):
    learned, measured = tasks.draw(6, 0, held_out=False), tasks.draw(3, 0, held_out=True)
    assert not any(tasks.is_held_out(one.question_id) for one in learned)
    assert all(tasks.is_held_out(one.question_id) for one in measured)
    assert {(one.difficulty, one.style) for one in learned + measured} == {("easy", "instruct")}
    assert len({one.question_id for one in learned + measured}) == 9
