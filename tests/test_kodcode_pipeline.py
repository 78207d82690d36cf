"""KodCode's recorded run through the whole pipeline, over real HTTP: the same triplets, or a reason for each other."""

import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from kodcode_server import ATTEMPTS, SUBSETS, Recorded, read_recorded, script_of
from openai_server import Answer, Asked, OpenAIServer
from test_resume import contents

from kodenv import load_triplets
from kodenv.records import Measured, Status, Triplet, Verdict
from policies.openai_settings import OpenAISettings
from policies.spec import open_policy
from synth.pipeline.config import PolicyConfig, SourceConfig, SynthConfig
from synth.pipeline.run import synthesize
from synth.pipeline.sieve import DedupConfig
from synth.pipeline.solving import SolveConfig

DATA = os.environ.get("KODENV_REAL_DATA")
ROOT = Path(__file__).parents[1]
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")
OPTIONS = {"prefill": {"phrases": ["Write a python function to"]}, "algorithm": {"folder": str(ROOT / "synth")}}
DAMAGES = (
    Answer(status=429, text="slow down", headers={"retry-after": "0"}),
    Answer(status=500, text="oops"),
    Answer(damage="truncated"),
    Answer(damage="garbage"),
    Answer(damage="closed"),
)


class Recalling:
    """Gives the verdicts that KodCode recorded: a solution passes if it is in a trial that passed."""

    def __init__(self, recorded: Recorded, *, stop_after: int | None = None) -> None:
        self._passed = {
            (trial["solution_code"].strip(), trial["test_code"].strip())
            for row in recorded.triplets.values()
            for trial in row["trials"].values()
            if trial and trial["test_result"].split()[:1] == ["Pass"]
        }
        self._left = stop_after

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        for triplet, program in pairs:
            if self._left == 0:
                raise KeyboardInterrupt
            self._left = None if self._left is None else self._left - 1
            assert program is not None
            passed = (program.strip(), triplet.test.strip()) in self._passed
            yield Verdict(
                status=Status.PASSED if passed else Status.FAILED, passed=int(passed), total=1, digest="",
                measured=Measured(line_coverage=1.0 if passed else None),
            )  # fmt: skip

    def __enter__(self) -> "Recalling":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def run(recorded: Recorded, out: Path, *, damaged: bool = False, judge: Recalling | None = None, **more) -> dict:
    """Run the pipeline over the recorded replies; each request may first be answered with some damage."""

    def damage(asked: Asked) -> Answer | None:
        return (
            DAMAGES[asked.number % len(DAMAGES)] if damaged and asked.attempt == 0 and asked.number % 3 == 0 else None
        )

    name = SUBSETS[recorded.name]
    with OpenAIServer(script_of(recorded, 0, damage)) as server:
        config = SynthConfig(
            # The address changes from run to run, and is no part of what the folder compares.
            policies={"teacher": PolicyConfig(name="teacher", spec="recorded")},
            sources=(
                SourceConfig(
                    name=name, count=len(recorded.questions), policy="teacher", options=OPTIONS[recorded.name]
                ),
            ),
            solver="teacher",
            teacher="qwen",
            solve=SolveConfig(attempts=ATTEMPTS, repairs=0),
            dedup=DedupConfig(near=None),
            **more,
        )
        judge = judge or Recalling(recorded)
        return synthesize(
            config, out, lambda: judge,
            lambda policy: open_policy([f"openai:m@{server.base_url}"], settings=OpenAISettings(timeout_s=30)),
            {"version": "recalled"}, io.StringIO(),
        )  # fmt: skip


def numbers(out: Path) -> set[int]:
    lines = (out / "triplets.jsonl").read_text().splitlines()
    return {int(json.loads(line)["question_id"].split("_")[2]) for line in lines}


@needs_data
@pytest.mark.parametrize("name", ["prefill", "algorithm"])
def test_the_recorded_replies_give_kodcodes_triplets(tmp_path, name):
    """With KodCode's own verdicts, so that what differs is the pipeline's doing: parsing, dedup, counting."""
    recorded = read_recorded(Path(DATA), name)
    result = run(recorded, tmp_path / "out")
    trials = [json.loads(line) for line in (tmp_path / "out" / "trials.jsonl").read_text().splitlines()]
    nothing = {row["question_id"] for row in trials if row["reason"] == "empty_reply"}
    asked = {int(row["question_id"].split("_")[2]) for row in trials}
    ours = numbers(tmp_path / "out")
    assert ours <= set(recorded.triplets)
    # Theirs that are not ours: a question without its marks, which is none, or a copy of an earlier one.
    assert all(number not in asked for number in set(recorded.triplets) - ours)
    assert len(set(recorded.triplets) - ours) <= 3
    assert {int(one.split("_")[2]) for one in nothing} == asked - set(recorded.attempts)
    assert result["triplets"] == len(ours)


@needs_data
def test_the_recorded_wordings_become_completion_prompts_that_hide_half_of_the_calls(tmp_path):
    recorded = read_recorded(Path(DATA), "algorithm")
    result = run(recorded, tmp_path / "out", styles=("complete",), styler="teacher")
    rows = load_triplets(tmp_path / "out" / "triplets.jsonl")
    asked = {row.question_id[:-1]: row for row in rows if row.style == "instruct"}
    worded = {row.question_id[:-1]: row for row in rows if row.style == "complete"}
    stage = result["funnel"][-1]
    assert (stage["stage"], stage["in"], stage["out"]) == ("style complete", len(asked), len(worded))
    assert len(worded) >= 7 and stage["dropped"]["marks_missing"] >= 1
    for name, row in worded.items():
        assert row.extra["style_prompt_hash"] and row.extra["prompt_leak"] <= 0.5
        assert row.test == asked[name].test and row.solution == asked[name].solution
        assert set(row.question.split()) & set(recorded.completions[int(name.split("_")[2])].split())
    assert all("prompt_leak" in row.extra for row in rows)


# A client that is torn down while it connects leaves the connecting coroutines of its library unawaited.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
@pytest.mark.slow
@needs_data
def test_a_bad_server_and_kills_at_many_moments_change_no_byte(tmp_path):
    recorded = read_recorded(Path(DATA), "algorithm")
    run(recorded, tmp_path / "whole")
    for stop in range(0, 200, 10):
        with pytest.raises(KeyboardInterrupt):
            run(recorded, tmp_path / "out", damaged=stop % 20 == 0, judge=Recalling(recorded, stop_after=10))
    run(recorded, tmp_path / "out", damaged=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
