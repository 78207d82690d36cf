import contextlib
import json

import pytest
from fake_judge import FakeJudge, read_jsonl, reply, triplet_row, write_jsonl

from kodenv.cli import main
from kodenv.commands.asking import PRESETS, parse_budget
from kodenv.policy import Completion
from kodenv.prompts import solve_text
from kodenv.records import Triplet

STDIO = {"test_format": "stdio", "test": '[{"input": "1", "output": "1"}]', "entry_point": None}


class Scripted:
    """Answers every request with its prefill and a program; every third reply was cut."""

    name = "scripted"

    def __init__(self):
        self.requests = []

    def sample(self, requests):
        for request in requests:
            self.requests.append(request)
            cut = len(self.requests) % 3 == 0
            text = request.prefill + ("so" if cut else reply().removeprefix("<think>\n"))
            yield request.index, Completion(text=text, finish_reason="length" if cut else "stop")


@pytest.fixture
def policy(monkeypatch):
    scripted = Scripted()
    monkeypatch.setattr("kodenv.cli._open_policy", lambda specs: contextlib.nullcontext(scripted))
    monkeypatch.setattr("kodenv.cli._open_judge", lambda options: FakeJudge())
    return scripted


@pytest.fixture
def triplets(tmp_path):
    rows = [triplet_row("a", difficulty="easy"), triplet_row("b", difficulty="hard"), triplet_row("c", difficulty=None)]
    return write_jsonl(tmp_path / "t.jsonl", rows)


def sample(triplets, tmp_path, *more):
    return main(["sample", "--triplets", str(triplets), "--policy", "x", "--out", str(tmp_path / "out"), *more])


def test_the_preset_samples_as_published_and_opens_the_reasoning(policy, triplets, tmp_path):
    assert sample(triplets, tmp_path, "--n", "1", "--preset", "r1-16k") == 0
    for request in policy.requests:
        params = request.params
        assert (params.temperature, params.top_p, params.max_tokens) == (0.6, 0.95, 16_384)
        assert request.prefill == "<think>\n"
        assert "```python" in request.messages[-1]["content"]
    assert PRESETS["r1-32k"].params.max_tokens == 32_768


def test_the_question_of_a_row_is_what_the_model_was_asked_and_a_cut_reply_is_labelled(policy, triplets, tmp_path):
    sample(triplets, tmp_path, "--n", "1", "--preset", "r1-16k", "--keep", "all", "--recipe", "opencodereasoning")
    rows = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert [row["reason"] for row in rows] == ["kept", "kept", "truncated"]
    assert all(row["question"].endswith("Leave no part of it to be filled in.") for row in rows)
    assert all(row["completion"].startswith("<think>\n") for row in rows)
    (first, _) = read_jsonl(tmp_path / "out" / "sft.jsonl")
    assert first["messages"][0]["content"] == rows[0]["question"]


def test_options_change_the_preset_one_by_one(policy, triplets, tmp_path):
    sample(triplets, tmp_path, "--n", "1", "--preset", "r1-16k", "--temperature", "0", "--prompt", "plain",
           "--prefill", "<think>\\nOkay")  # fmt: skip
    (request, *_) = policy.requests
    assert (request.params.temperature, request.params.top_p, request.prefill) == (0, 0.95, "<think>\nOkay")
    assert request.messages[-1]["content"] == "Write f for a."


def test_the_budget_gives_each_difficulty_its_samples(policy, triplets, tmp_path):
    assert sample(triplets, tmp_path, "--n", "1", "--budget", "Easy=2,hard=5") == 0
    asked = [(request.question_id, request.sample_index) for request in policy.requests]
    assert asked == [("a", 0), ("a", 1), *(("b", n) for n in range(5)), ("c", 0)]
    config = json.loads((tmp_path / "out" / "run.json").read_text())["config"]
    assert config["sampling"]["budget"] == {"easy": 2, "hard": 5}


def test_a_larger_budget_asks_for_more_of_the_same(policy, triplets, tmp_path):
    sample(triplets, tmp_path / "one", "--n", "1")
    few = {(r.question_id, r.sample_index): r.params.seed for r in policy.requests}
    policy.requests.clear()
    sample(triplets, tmp_path / "two", "--n", "3")
    many = {(r.question_id, r.sample_index): r.params.seed for r in policy.requests}
    assert few.items() <= many.items()
    assert len(set(many.values())) == 9


def test_recorded_replies_heed_the_budget_and_nothing_else(tmp_path, triplets, monkeypatch):
    monkeypatch.setattr("kodenv.cli._open_judge", lambda options: FakeJudge())
    rows = [{"question_id": q, "completion": reply()} for q in "abc" for _ in range(3)]
    replies = write_jsonl(tmp_path / "r.jsonl", rows)
    code = main(["sample", "--triplets", str(triplets), "--policy", f"replay:{replies}", "--n", "1",
                 "--budget", "hard=3", "--preset", "r1-16k", "--out", str(tmp_path / "out")])  # fmt: skip
    assert code == 0
    made = read_jsonl(tmp_path / "out" / "rollouts.jsonl")
    assert [row["question_id"] for row in made] == ["a", "b", "b", "b", "c"]
    assert made[0]["question"] == "Write f for a."
    assert json.loads((tmp_path / "out" / "run.json").read_text())["config"]["sampling"] == {"budget": {"hard": 3}}


def test_the_card_says_how_it_was_sampled_and_another_way_is_another_run(policy, triplets, tmp_path, capsys):
    sample(triplets, tmp_path, "--n", "1", "--preset", "r1-16k")
    card = (tmp_path / "out" / "README.md").read_text()
    assert '| sampling | `temperature` 0.6, `top_p` 0.95, `max_tokens` 16384, `prefill` "<think>\\n"' in card
    assert sample(triplets, tmp_path, "--n", "1", "--preset", "r1-32k") == 2
    assert "config.sampling.max_tokens is 16384 there and 32768 now" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--preset", "r2"], "unknown preset 'r2'"),
        (["--language", "c"], "unknown language 'c'"),
        (["--prompt", "fence"], "unknown prompt 'fence'; did you mean 'fenced'"),
        (
            ["--budget", "impossible=3"],
            "expected difficulties of the triplets (easy, hard, not stated), got 'impossible'",
        ),
    ],
)
def test_bad_options_are_told_before_anything_is_asked(policy, triplets, tmp_path, capsys, options, said):
    assert sample(triplets, tmp_path, "--n", "1", *options) == 2
    assert said in capsys.readouterr().err
    assert policy.requests == []


@pytest.mark.parametrize("text", ["easy", "easy=", "easy=0", "=3", "easy=1,,hard=2", "easy=-1"])
def test_a_bad_budget_is_refused(text, triplets, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        sample(triplets, tmp_path, "--budget", text)
    assert "--budget: expected DIFFICULTY=N" in capsys.readouterr().err


def test_a_budget_is_read():
    assert parse_budget("Easy=4, very hard=16") == {"easy": 4, "very hard": 16}


def test_stdin_questions_are_asked_in_another_language_and_calls_are_left_out(policy, tmp_path, capsys):
    rows = [triplet_row("a"), triplet_row("b", **STDIO), triplet_row("c", language="cpp")]
    triplets = write_jsonl(tmp_path / "t.jsonl", rows)
    assert sample(triplets, tmp_path, "--n", "1", "--preset", "r1-16k", "--language", "cpp", "--keep", "all") == 0
    assert [request.question_id for request in policy.requests] == ["b", "c"]
    assert all("```cpp" in request.messages[-1]["content"] for request in policy.requests)
    assert "1 questions left out: their suite calls functions of another language" in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "dropped.json").read_text())["other_language"] == 1
    assert {row["language"] for row in read_jsonl(tmp_path / "out" / "rollouts.jsonl")} == {"cpp"}
    assert main(["verify-dataset", str(tmp_path / "out"), "--json"]) == 0
    assert sample(write_jsonl(tmp_path / "u.jsonl", rows[:1]), tmp_path / "x", "--n", "1", "--language", "cpp") == 2
    assert "expected some that can be solved in cpp, got none" in capsys.readouterr().err


def test_prompts_ask_for_a_block_in_the_language_by_the_way_it_is_run():
    texts = {
        (language, form): solve_text(Triplet.from_row(triplet_row("a", language=language, **columns)))
        for language in ("python", "cpp")
        for form, columns in (("calls", {}), ("stdio", STDIO))
    }
    assert len(set(texts.values())) == 4
    for (language, form), text in texts.items():
        assert text.startswith("Write f for a.\n\n")
        assert f"```{language}" in text
        assert ("`f`" in text) == (form == "calls")
    assert "input()" in texts["python", "stdio"] and "std::cin" in texts["cpp", "stdio"]
    assert "write no `main`" in texts["cpp", "calls"]


def test_a_server_is_asked_as_published_over_http_and_its_replies_pass_the_recipe(tmp_path, triplets, monkeypatch):
    pytest.importorskip("openai")
    from openai_server import Answer, OpenAIServer

    def answer(asked):
        if asked.number == 1:
            return Answer(status=429, text="slow down", headers={"retry-after": "0"})
        return Answer(text=reply().removeprefix("<think>\n"), finish_reason="stop")

    monkeypatch.setattr("kodenv.cli._open_judge", lambda options: FakeJudge())
    monkeypatch.setenv("KODENV_CACHE", str(tmp_path / "cache" / "verdicts.sqlite"))
    with OpenAIServer(answer, models=("r1",)) as server:
        policy = f"openai:r1@{server.base_url}"
        code = main(["sample", "--triplets", str(triplets), "--policy", policy, "--n", "2", "--preset", "r1-32k",
                     "--recipe", "opencodereasoning", "--out", str(tmp_path / "out")])  # fmt: skip
        bodies = [asked.body for asked in server.asked]
    assert code == 0
    assert len(bodies) == 7
    for body in bodies:
        assert (body["temperature"], body["top_p"], body["max_tokens"]) == (0.6, 0.95, 32_768)
        assert body["messages"][-1] == {"role": "assistant", "content": "<think>\n"}
        assert body["continue_final_message"] is True
    rows = read_jsonl(tmp_path / "out" / "sft.jsonl")
    assert len(rows) == 6
    assert all(row["messages"][1]["content"] == reply() for row in rows)
