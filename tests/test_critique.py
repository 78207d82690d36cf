import contextlib
import itertools
import json
import random

import pyarrow.parquet as pq
import pytest
from fake_judge import read_jsonl, write_inputs, write_jsonl
from test_rejection import rollout
from test_sample import run

from kodenv.cli import main
from kodenv.critique import (
    Judged,
    critique_request,
    pass_rate,
    rank,
    read_critique,
    read_prompt,
    select_at_k,
)
from kodenv.layouts import detect_layout
from kodenv.policy import Completion
from kodenv.records import Case, CaseStatus, Status, Verdict
from kodenv.triplets import load_triplets

WORDS = {"a": ["", "failed", ""], "b": ["error", "failed", "unscored"], "c": ["", "", "failed"]}


class Critic:
    """Says right unless the program's text says error; long-winded about sample 0."""

    name = "critic"

    def __init__(self, stop_after=None):
        self.requests = []
        self.stop_after = stop_after

    def sample(self, requests):
        for request in requests:
            if len(self.requests) == self.stop_after:
                raise KeyboardInterrupt
            self.requests.append(request)
            word = "wrong" if "# error" in request.messages[0]["content"] else "right"
            long = "and so on " * (20 if request.sample_index == 0 else 1)
            yield request.index, Completion(text=f"<think>hm</think>{long}\n<judgement>{word}</judgement>")


@pytest.fixture
def source(tmp_path):
    triplets, replies = write_inputs(tmp_path, WORDS)
    rows = [*read_jsonl(replies), {"question_id": "c", "completion": "<think>no idea</think> sorry"}]
    run(tmp_path / "run", triplets, write_jsonl(replies, rows))
    return tmp_path / "run"


def critique(source, out, monkeypatch, critic):
    monkeypatch.setattr("kodenv.cli._open_policy", lambda specs: contextlib.nullcontext(critic))
    return main(["critique", "--rollouts", str(source), "--policy", "x", "--out", str(out), "--json"])


@pytest.mark.parametrize(
    ("text", "reason", "judgement"),
    [
        ("fine\n<judgement>right</judgement>", "stop", "right"),
        ("<judgement> WRONG </judgement>.", None, "wrong"),
        ("<think>maybe <judgement>wrong</judgement></think>\n<judgement>right</judgement>", "stop", "right"),
        ("<judgement>right</judgement> no, <judgement>wrong</judgement>", "stop", "unclear"),
        ("<think><judgement>right</judgement></think> I cannot say", "stop", "unclear"),
        ("<think>never ends <judgement>right</judgement>", "stop", "unclear"),
        ("<judgement>right</judgement>", "length", "unclear"),
        ("<judgement>partly right</judgement>", "stop", "unclear"),
        ("", "stop", "unclear"),
    ],
)
def test_a_judgement_is_one_word_that_was_really_given(text, reason, judgement):
    assert read_critique(text, reason).judgement == judgement


def test_the_critic_sees_question_and_program_and_nothing_that_was_run(source, tmp_path, monkeypatch, capsys):
    critic = Critic()
    assert critique(source, tmp_path / "out", monkeypatch, critic) == 0
    (first, *_) = critic.requests
    text = first.messages[0]["content"]
    assert "Write f for a." in text and "return 1" in text and "(Python)" in text
    assert "test_a" not in text and "PASSED" not in text and "{{" not in text
    assert (first.params.temperature, first.params.top_p, first.params.max_tokens) == (0.6, 0.95, 24_576)
    assert len({request.params.seed for request in critic.requests}) == 9


def test_slots_inside_a_program_stay_as_they_are():
    row = {
        "question": "Q {{program}}",
        "program": "{{question}}",
        "language": "cpp",
        "question_id": "q",
        "sample_index": 0,
    }
    text = critique_request(0, row, read_prompt()).messages[0]["content"]
    assert "Q {{program}}" in text and "{{question}}" in text and "(C++)" in text


def test_rows_have_the_published_columns_and_read_back(source, tmp_path, monkeypatch, capsys):
    critique(source, tmp_path / "out", monkeypatch, Critic())
    rows = read_jsonl(tmp_path / "out" / "critiqued.jsonl")
    assert len(rows) == 10
    published = [
        "id", "question_id", "question", "r1_generation", "qwq_critique", "solution", "judgement", "pass_rate",
        "source", "license", "dataset", "split", "difficulty", "index",
    ]  # fmt: skip
    assert list(rows[0])[:14] == published
    assert all(isinstance(row[name], str) for row in rows for name in published)
    assert detect_layout(rows[0], "x") == "ocr2"
    assert pq.read_table(tmp_path / "out" / "critiqued.parquet").to_pylist() == rows
    assert [t.question_id for t in load_triplets(tmp_path / "out" / "critiqued.jsonl")] == ["a", "b", "c"]


def test_what_the_judgements_are_worth(source, tmp_path, monkeypatch, capsys):
    critique(source, tmp_path / "out", monkeypatch, Critic())
    result = json.loads(capsys.readouterr().out)
    assert result["judgements"] == {
        "right": {"solved": 4, "unsolved": 3},
        "wrong": {"solved": 0, "unsolved": 1},
        "unclear": {"solved": 0, "unsolved": 0},
    }
    assert result["accuracy"] == pytest.approx(5 / 8)
    # a: 2 of 3, b: 0 of 2, c: 2 of 4 solved; drawn two at a time the shorter critique wins, so a: 1/3, c: 1/2.
    assert result["pass@1"]["value"] == pytest.approx((2 / 3 + 0 + 1 / 2) / 3)
    assert result["select@2"]["value"] == pytest.approx((1 / 3 + 0 + 4 / 6) / 3)


def test_a_killed_run_goes_on_and_asks_for_nothing_twice(source, tmp_path, monkeypatch, capsys):
    critique(source, tmp_path / "whole", monkeypatch, Critic())
    first = Critic(stop_after=4)
    assert critique(source, tmp_path / "out", monkeypatch, first) == 130
    second = Critic()
    assert critique(source, tmp_path / "out", monkeypatch, second) == 0
    assert len(first.requests) + len(second.requests) == 9
    for name in ("critiqued.jsonl", "critiqued.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_recorded_critiques_are_replayed_by_question_and_sample(source, tmp_path, capsys):
    said = [
        {"question_id": row["question_id"], "sample_index": row["sample_index"],
         "completion": "<judgement>right</judgement>"}
        for row in read_jsonl(source / "rollouts.jsonl") if row["program"] is not None
    ]  # fmt: skip
    replies = write_jsonl(tmp_path / "critic.jsonl", said)
    code = main(
        ["critique", "--rollouts", str(source), "--policy", f"replay:{replies}", "--out", str(tmp_path / "out")]
    )
    assert code == 0
    assert "accuracy where it is clear: 50.0%" in capsys.readouterr().out


def test_a_critic_that_leaves_programs_out_is_told(source, tmp_path, monkeypatch, capsys):
    class Silent:
        name = "silent"

        def sample(self, requests):
            for request in requests:
                if request.sample_index:
                    yield request.index, Completion(text="")

    assert critique(source, tmp_path / "out", monkeypatch, Silent()) == 1
    assert "expected a critique per program, got none for 3" in capsys.readouterr().err


def test_another_folder_is_refused(tmp_path, monkeypatch, capsys):
    assert critique(tmp_path, tmp_path / "out", monkeypatch, Critic()) == 2
    assert "expected rollouts.jsonl in it" in capsys.readouterr().err


def verdict(held, total, status=Status.FAILED):
    cases = tuple(
        Case(id=f"case_{n}", status=CaseStatus.PASSED if n < held else CaseStatus.NOT_RUN) for n in range(total)
    )
    return Verdict(status=Status.PASSED if held == total else status, passed=held, total=total, cases=cases)


def test_the_pass_rate_is_a_text_and_needs_five_cases():
    assert pass_rate(verdict(3, 5), "q") == "0.6"
    assert pass_rate(verdict(5, 5), "q") == "1"
    assert pass_rate(verdict(0, 5), "q") == "0"
    assert pass_rate(verdict(4, 4), "q") == "-1"
    assert pass_rate(rollout(0, "UNSCORED").verdict, "q") == "-1"


def test_of_many_cases_fifty_are_drawn_the_same_for_every_program():
    rates = {float(pass_rate(verdict(held, 1000), "q")) for held in range(1000)}
    assert rates <= {n / 50 for n in range(51)}
    ordered = [float(pass_rate(verdict(held, 1000), "q")) for held in range(0, 1000, 10)]
    assert ordered == sorted(ordered)
    assert len({pass_rate(verdict(500, 1000), f"q{n}") for n in range(20)}) > 1


def judged(judgement, tokens, index, solved):
    return Judged(judgement=judgement, tokens=tokens, sample_index=index, solved=solved)


def test_the_shortest_critique_of_what_is_judged_right_is_chosen():
    programs = [judged("wrong", 1, 0, True), judged("right", 9, 1, False), judged("right", 5, 2, True)]
    assert [one.sample_index for one in rank(programs)] == [2, 1, 0]
    assert [one.sample_index for one in rank([judged("unclear", 9, 0, False), judged("wrong", 1, 1, False)])] == [0, 1]
    assert [one.sample_index for one in rank([judged("right", 5, 1, False), judged("right", 5, 0, False)])] == [0, 1]


@pytest.mark.parametrize("seed", range(10))
def test_select_at_k_is_the_mean_over_all_draws(seed):
    draw = random.Random(seed)
    words = ("right", "wrong", "unclear")
    programs = [judged(draw.choice(words), draw.randrange(5), n, draw.random() < 0.5) for n in range(6)]
    for k in range(1, 7):
        draws = list(itertools.combinations(programs, k))
        expected = sum(rank(chosen)[0].solved for chosen in draws) / len(draws)
        assert select_at_k(programs, k) == pytest.approx(expected)
    with pytest.raises(ValueError, match="expected k from 1 to 6, got 7"):
        select_at_k(programs, 7)
