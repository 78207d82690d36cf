import io
import json
from pathlib import Path
from typing import Any

import pytest
from fake_judge import JUDGE_IDENTITY, FakeJudge, read_jsonl, reply, triplet_row, write_inputs, write_jsonl

from kodenv.cli import main
from kodenv.commands.collecting import Source
from kodenv.commands.evaluate import EvalConfig, compare, describe, describe_comparison, evaluate
from kodenv.errors import ConfigError, DataError
from kodenv.metrics import pass_at_k
from kodenv.paired import MCNEMAR, SIGN_FLIPS
from policies.replay import ReplayPolicy

WORDS = {"a": [""] * 3 + ["failed"] * 3, "b": ["error"] * 6, "c": [""] * 6}


def score(
    out: Path, triplets: Path, replies: Path, *, n: int | None = None, ks: tuple[int, ...] | None = None
) -> tuple[dict[str, Any], str | None]:
    with ReplayPolicy([replies]) as policy:
        source = Source(triplets=str(triplets), policy=policy, n=n)
        return evaluate(EvalConfig(ks=ks, judge=JUDGE_IDENTITY), source, out, FakeJudge, io.StringIO())


def test_scores_are_the_contracts_and_right(tmp_path):
    scores, shortfall = score(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    assert shortfall is None
    assert list(scores)[:6] == ["n", "questions", "unscored", "left_out", "pass@1", "pass@5"]
    assert (scores["n"], scores["questions"], scores["unscored"], scores["left_out"]) == (6, 3, 0, 0)
    assert scores["pass@1"]["value"] == pytest.approx((0.5 + 0 + 1) / 3)
    assert scores["pass@5"]["value"] == pytest.approx((pass_at_k(3, 6, 5) + 0 + 1) / 3)
    assert json.loads((tmp_path / "out" / "eval.json").read_text()) == scores


def test_the_folder_holds_what_the_contract_says(tmp_path):
    score(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"verdicts.jsonl", "eval.json", "report.html", "run.json"}
    rows = read_jsonl(tmp_path / "out" / "verdicts.jsonl")
    assert len(rows) == 18
    verdict_columns = {
        "question_id", "sample_index", "status", "solved", "passed", "total", "message", "cases", "isolation",
        "digest", "measured",
    }  # fmt: skip
    assert verdict_columns <= rows[0].keys()


def test_unscored_samples_leave_the_rates(tmp_path):
    scores, shortfall = score(tmp_path / "out", *write_inputs(tmp_path, {"a": ["", "unscored"], "b": ["failed", ""]}))
    assert scores["pass@1"]["value"] == pytest.approx((1 + 0.5) / 2)
    assert scores["unscored"] == 1
    assert "1 of 4 rollouts are UNSCORED (25.0%, allowed 2.0%)" in shortfall


def test_a_question_without_completions_is_left_out_and_counted(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a"), triplet_row("b")])
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": reply()}])
    scores, _ = score(tmp_path / "out", triplets, replies)
    assert (scores["questions"], scores["left_out"], scores["pass@1"]["value"]) == (2, 1, 1.0)


def test_k_beyond_n_is_refused_before_anything_is_judged(tmp_path):
    with pytest.raises(ConfigError, match="numbers from 1 to n=6, got 7"):
        score(tmp_path / "out", *write_inputs(tmp_path, WORDS), ks=(1, 7))
    assert not (tmp_path / "out").exists()


def test_a_duplicate_triplet_is_refused(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a"), triplet_row("a")])
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "a", "completion": reply()}])
    with pytest.raises(DataError, match=r"t.jsonl:2: \$.question_id"):
        score(tmp_path / "out", triplets, replies)


def test_two_folders_are_compared_by_question(tmp_path):
    better = {question: [""] * 4 for question in "abcdef"}
    worse = {question: ["", "failed"] * 2 for question in "abcdefgh"}
    for name, words in (("better", better), ("worse", worse)):
        (tmp_path / name).mkdir()
        score(tmp_path / name / "out", *write_inputs(tmp_path / name, words))
    folders = (str(tmp_path / "better" / "out"), str(tmp_path / "worse" / "out"))
    compared = compare(*folders)
    assert compared["questions"] == 6
    row = compared["pass@1"]
    assert (row["first"], row["second"], row["difference"]) == (1.0, 0.5, 0.5)
    assert row["interval"] == [0.5, 0.5]
    assert (row["better"], row["worse"], row["test"]) == (6, 0, SIGN_FLIPS)
    assert row["p"] == pytest.approx(2 / 64, abs=0.01)  # six questions, all in one direction
    assert (compared["only_first"], compared["only_second"], compared["notes"]) == (0, 2, [])
    text = describe_comparison(compared, *folders)
    assert "+50.0%" in text and "2 questions are in one folder only" in text


def test_folders_without_a_common_question_cannot_be_compared(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        score(tmp_path / name / "out", *write_inputs(tmp_path / name, {name: [""]}))
    with pytest.raises(ConfigError, match="expected questions that both have"):
        compare(str(tmp_path / "one" / "out"), str(tmp_path / "two" / "out"))


def test_one_sample_each_is_tested_by_mcnemar(tmp_path):
    for name, words in (("one", {"a": [""], "b": [""], "c": ["failed"]}), ("two", {q: ["failed"] for q in "abc"})):
        (tmp_path / name).mkdir()
        score(tmp_path / name / "out", *write_inputs(tmp_path / name, words))
    row = compare(str(tmp_path / "one" / "out"), str(tmp_path / "two" / "out"))["pass@1"]
    assert (row["test"], row["better"], row["worse"], row["p"]) == (MCNEMAR, 2, 0, 0.5)


def test_a_comparison_says_what_else_differs(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        score(tmp_path / name / "out", *write_inputs(tmp_path / name, {"a": [""]}))
    run = tmp_path / "two" / "out" / "run.json"
    run.write_text(run.read_text().replace('"version": "fake"', '"version": "older"'))
    (note,) = compare(str(tmp_path / "one" / "out"), str(tmp_path / "two" / "out"))["notes"]
    assert note == "judge version: 'fake' in the first, 'older' in the second"


def test_tables_come_in_markdown_and_latex(tmp_path, capsys):
    scores, _ = score(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    markdown = describe(scores, "out", style="markdown").splitlines()
    assert markdown[1].startswith("| --- | --: |")
    assert markdown[2].startswith("| all | 3 | 50.0% | [0.0%, 100.0%] |")
    latex = describe(scores, "out", style="latex")
    assert r"all & 3 & 50.0\% & [0.0\%, 100.0\%]" in latex and latex.count(r"\\") == 3
    folder = str(tmp_path / "out")
    assert main(["eval", "--compare", folder, folder, "--table", "markdown"]) == 0
    assert "| pass@1 | 50.0% | 50.0% | +0.0% | [+0.0%, +0.0%] | 1.0000 | 0 | 0 | 3 |" in capsys.readouterr().out
    assert main(["eval", "--compare", folder, folder, "--table", "html"]) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--bench", "humaneval=x.jsonl", "--triplets", "x.jsonl"], "expected --triplets or --bench, got both"),
        (["--from", "2024-08"], "--from: expected it with --bench only"),
        (["--prompt", "complete"], "--prompt: expected it with --bench only"),
        (["--bench", "humanevel"], "did you mean 'humaneval'?"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, said, capsys, tmp_path):
    assert main(["eval", "--policy", "replay:none", "--out", str(tmp_path / "out"), *options]) == 2
    assert said in capsys.readouterr().err
