"""The examples run as they are, in a folder of their own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.py"))


def run_example(name: str, folder: Path, *arguments: str, warnings: str = "error") -> str:
    # One thread: several of torch's, on processors that others use too, wait for each other for minutes.
    ours = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PYTHONWARNINGS": warnings, "OMP_NUM_THREADS": "1"}
    environment = {**os.environ, **ours}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / name, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_judge_one_tells_the_two_programs_apart(tmp_path):
    lines = run_example("judge_one.py", tmp_path).splitlines()
    assert "forgets to sort: FAILED, 0 of 2 cases" in lines
    assert "reference: PASSED, 2 of 2 cases" in lines


def test_reject_to_sft_keeps_at_most_one_row_per_question(tmp_path):
    said = run_example("reject_to_sft.py", tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "sft.jsonl").read_text().splitlines()]
    assert said.startswith(f"{len(rows)} rows in sft.jsonl: ")
    assert len(rows) > 10
    assert len({row["question_id"] for row in rows}) == len(rows)
    assert {row["status"] for row in rows} == {"PASSED"}


def test_own_policy_writes_a_whole_folder(tmp_path):
    run_example("own_policy.py", tmp_path)
    run = json.loads((tmp_path / "own-policy-out" / "run.json").read_text())
    assert run["inputs"]["policy"]["name"] == "forgetful"
    assert 0 < run["result"]["solved"] < run["result"]["rollouts"] == 36
    assert (tmp_path / "own-policy-out" / "report.html").stat().st_size > 10_000


def test_rl_loop_learns(tmp_path):
    lines = run_example("rl_loop.py", tmp_path).splitlines()
    first, last = (float(line.rpartition(" ")[2]) for line in (lines[0], lines[-1]))
    assert last > first


def test_own_grader_is_fooled_by_a_cheat_as_it_says(tmp_path):
    said = run_example("own_grader.py", tmp_path)
    assert said.splitlines() == ["right: passed", "wrong: not passed", "cheat: passed"]


def test_multi_turn_is_told_of_the_visible_case_and_solves_the_task(tmp_path):
    said = run_example("multi_turn.py", tmp_path)
    assert "0 of 1 visible cases passed." in said
    assert "1 of 1 visible cases passed." in said
    assert said.endswith("submit: Submitted.\nreward 1.00\n")


def test_grpo_takes_real_steps_on_the_cpu(tmp_path):
    pytest.importorskip("trl", reason="the extra train is not installed")
    said = run_example("grpo.py", tmp_path, warnings="ignore")
    assert len(re.findall(r"^reward [+-][0-9.]+, judged in [0-9.]+ s", said, re.MULTILINE)) == 2


def test_train_demo_closes_the_loop_in_small(tmp_path):
    pytest.importorskip("trl", reason="the extra train is not installed")
    said = run_example("train_demo.py", tmp_path, "--small", warnings="ignore")
    assert re.findall(r"^  (tiny|after SFT|after GRPO) +pass@1", said, re.MULTILINE) == [
        "tiny",
        "after SFT",
        "after GRPO",
    ]
    result = json.loads((tmp_path / "train-demo-out" / "results.json").read_text())
    assert [stage["stage"] for stage in result["runs"][0]["stages"]] == ["tiny", "after SFT", "after GRPO"]
    assert (tmp_path / "train-demo-out" / "curves.svg").read_text().startswith("<svg")


def test_every_example_is_tried_here():
    assert EXAMPLES == [
        "grpo.py", "judge_one.py", "multi_turn.py", "own_grader.py", "own_policy.py", "reject_to_sft.py", "rl_loop.py",
        "train_demo.py",
    ]  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_says_how_it_is_run(name):
    assert f"Run: python examples/{name}" in (ROOT / "examples" / name).read_text()
