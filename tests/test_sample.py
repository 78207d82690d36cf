import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fake_judge import JUDGE_IDENTITY, FakeJudge, read_jsonl, reply, triplet_row, write_inputs, write_jsonl

from kodenv.commands.collecting import Source
from kodenv.commands.sample import Outcome, SampleConfig, sample
from kodenv.errors import ConfigError, DataError
from kodenv.rejection import Rule
from kodenv.sft import LAYOUTS
from policies.replay import ReplayPolicy

WORDS = {"a": ["", "failed", ""], "b": ["error", "unscored", ""], "c": ["failed", "timeout", "memory"]}


def run(
    out: Path, triplets: Path, replies: Path, *, judge: FakeJudge | None = None, n: int | None = None, **options: Any
) -> Outcome:
    rule = Rule(**{key: options.pop(key) for key in ("keep", "choose", "max_per_question") if key in options})
    config = SampleConfig(rule=rule, judge=JUDGE_IDENTITY, **{"max_unscored": 1.0, **options})
    with ReplayPolicy([replies]) as policy:
        source = Source(triplets=str(triplets), policy=policy, n=n)
        return sample(config, source, out, lambda: judge or FakeJudge(), io.StringIO())


def test_the_folder_holds_what_the_contract_says(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "sft.jsonl", "sft.parquet", "rollouts.jsonl", "dropped.json", "README.md", "report.html", "run.json",
    }  # fmt: skip


def test_every_rollout_is_written_in_order_with_its_reason(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    rows = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert [(row["question_id"], row["sample_index"]) for row in rows] == [(q, i) for q in "abc" for i in range(3)]
    assert [row["reason"] for row in rows if row["question_id"] == "b"] == ["not_solved", "unscored", "kept"]
    assert all(row["kept"] is (row["reason"] == "kept") for row in rows)


def test_counts_agree_with_the_rows(tmp_path):
    outcome = run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    assert json.loads((tmp_path / "out" / "dropped.json").read_text()) == {"not_solved": 5, "unscored": 1}
    assert (outcome.result["rollouts"], outcome.result["kept"], outcome.result["unscored"]) == (9, 3, 1)
    assert len(read_jsonl(tmp_path / "out" / "sft.jsonl")) == 3


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parquet_and_jsonl_hold_the_same_rows(tmp_path, layout):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS), keep="all", layout=layout)
    rows = read_jsonl(tmp_path / "out" / "sft.jsonl")
    assert pq.read_table(tmp_path / "out" / "sft.parquet").to_pylist() == rows
    assert len(rows) == 8


def test_reasoning_and_program_are_beside_the_conversation(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, {"a": [""]}))
    (row,) = read_jsonl(tmp_path / "out" / "sft.jsonl")
    assert row["messages"][0] == {"role": "user", "content": "Write f for a."}
    assert row["messages"][1] == {"role": "assistant", "content": reply("")}
    assert row["reasoning"].startswith("the answer")
    assert row["program"].startswith("def f():")


def test_an_empty_selection_is_still_a_folder(tmp_path):
    outcome = run(tmp_path / "out", *write_inputs(tmp_path, {"a": ["failed"]}))
    assert outcome.result["kept"] == 0
    assert read_jsonl(tmp_path / "out" / "sft.jsonl") == []
    assert pq.read_table(tmp_path / "out" / "sft.parquet").num_rows == 0


def test_n_takes_the_first_samples_of_each_question(tmp_path):
    outcome = run(tmp_path / "out", *write_inputs(tmp_path, WORDS), n=1)
    assert outcome.result["rollouts"] == 3
    assert outcome.result["pass@1"]["value"] == pytest.approx(1 / 3)


def test_more_samples_than_recorded_is_refused_before_anything_is_judged(tmp_path):
    judge = FakeJudge()
    with pytest.raises(DataError, match="expected 4 recorded completions for question 'a', got 3"):
        run(tmp_path / "out", *write_inputs(tmp_path, WORDS), n=4, judge=judge)
    assert judge.judged == []
    assert not (tmp_path / "out").exists()


def test_unknown_and_missing_questions_are_counted(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a"), triplet_row("lonely")])
    rows = [{"question_id": q, "completion": reply()} for q in ("a", "stranger", "stranger")]
    outcome = run(tmp_path / "out", triplets, write_jsonl(tmp_path / "r.jsonl", rows))
    assert (outcome.result["unknown_questions"], outcome.result["without_completion"]) == (1, 1)
    assert outcome.result["rollouts"] == 1


def test_nothing_in_common_is_refused(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a")])
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": "b", "completion": "x"}])
    with pytest.raises(DataError, match="check that both are of the same set"):
        run(tmp_path / "out", triplets, replies)


def test_too_many_unscored_fall_short_and_are_tried_again(tmp_path):
    inputs = write_inputs(tmp_path, WORDS)
    first = run(tmp_path / "out", *inputs, max_unscored=0.02)
    assert "1 of 9 rollouts are UNSCORED" in first.shortfall
    judge = FakeJudge(unscored=False)
    second = run(tmp_path / "out", *inputs, max_unscored=0.02, judge=judge)
    assert second.shortfall is None
    assert len(judge.judged) == 1
    assert (second.result["unscored"], second.result["kept"]) == (0, 4)


def test_a_program_keeps_its_label_in_the_set_of_wrong_ones(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS), keep="unsolved")
    rows = read_jsonl(tmp_path / "out" / "sft.jsonl")
    assert [row["status"] for row in rows] == ["FAILED", "ERROR", "FAILED", "TIMEOUT", "MEMORY"]
    assert "wrong, on purpose" in (tmp_path / "out" / "README.md").read_text()


def test_the_card_has_a_header_counts_and_licences(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS))
    card = (tmp_path / "out" / "README.md").read_text()
    assert card.startswith("---\n")
    header, body = card[4:].split("\n---\n", 1)
    assert "license: apache-2.0" in header.splitlines()
    assert "    path: sft.parquet" in header.splitlines()
    assert "| rollouts | 9 |" in body
    assert "| Apache-2.0 | 3 |" in body
    assert "`replay:replies.jsonl`" in body
    assert str(tmp_path) not in card


def test_mixed_licences_are_not_called_one(tmp_path):
    triplets = write_jsonl(tmp_path / "t.jsonl", [triplet_row("a", license="MIT"), triplet_row("b", license=None)])
    replies = write_jsonl(tmp_path / "r.jsonl", [{"question_id": q, "completion": reply()} for q in "ab"])
    run(tmp_path / "out", triplets, replies)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "license: other" in card
    assert "| MIT | 1 |" in card
    assert "| not stated | 1 |" in card


def test_run_json_says_what_was_done(tmp_path):
    run(tmp_path / "out", *write_inputs(tmp_path, WORDS), keep="all")
    written = json.loads((tmp_path / "out" / "run.json").read_text())
    assert {"command", "config", "judge", "inputs", "seeds", "versions", "result", "when"} == set(written)
    assert written["config"]["keep"] == "all"
    assert len(written["inputs"]["triplets"]["sha256"]) == 64


def test_a_policy_without_end_needs_n(tmp_path):
    class Endless:
        name = "endless"

        def sample(self, requests):
            return iter(())

    with pytest.raises(ConfigError, match="say --n"):
        Source(triplets=None, policy=Endless())


def test_replies_may_come_in_any_order(tmp_path):
    from kodenv.policy import Completion

    class Backwards:
        name = "backwards"

        def sample(self, requests):
            for request in reversed(list(requests)):
                yield request.index, Completion(text=reply(f"{request.question_id}{request.sample_index}"))

    triplets, _ = write_inputs(tmp_path, WORDS)
    config = SampleConfig(rule=Rule(), judge=JUDGE_IDENTITY)
    source = Source(triplets=str(triplets), policy=Backwards(), n=2)
    sample(config, source, tmp_path / "out", FakeJudge, io.StringIO())
    rows = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert [f"# {row['question_id']}{row['sample_index']}" in row["program"] for row in rows] == [True] * 6
    assert [row["question_id"] for row in rows] == list("aabbcc")
    assert len({row["seed"] for row in rows}) == 6
