"""The whole pipeline over scripted models and a scripted judge: what is asked, kept, counted, and kept on disk."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_judge import write_jsonl
from test_resume import contents

import kodenv.cli
from kodenv import load_triplets
from kodenv.policy import Completion, Request
from kodenv.records import Measured, Status, Triplet, Verdict
from synth.pipeline.config import PolicyConfig, SourceConfig, SynthConfig
from synth.pipeline.run import synthesize
from synth.pipeline.sieve import DecontaminationConfig, DedupConfig
from synth.pipeline.solving import SolveConfig

QUESTIONS = [
    "Write a function to add up the even numbers of a list of integers, named `f`.",
    "Write a function to reverse every second word of a sentence, named `f`.",
    "Write a function to add up the even numbers of a list of integers, named `f`.",
    "Write a function to find the longest run of equal letters in a text, named `f`.",
    "Write a function to merge two sorted lists into one that is sorted too, named `f`.",
]
# Per question, the words of its independent attempts in turn; "mended" by a repair.
WORDS = [
    ["good", "good", "bad"],
    ["bad", "bad", "bad"],
    [],
    ["bad", "garbage", "good low"],
    ["bad never", "garbage", "bad never"],
]


class Model:
    """Answers by what is asked; may stop after some replies, as a killed run does."""

    name = "scripted"

    def __init__(self, *, stop_after: int | None = None, backwards: bool = False) -> None:
        self.asked: list[str] = []
        self._stop_after, self._backwards = stop_after, backwards

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        todo = list(requests)
        for request in reversed(todo) if self._backwards else todo:
            if len(self.asked) == self._stop_after:
                raise KeyboardInterrupt
            self.asked.append(json.dumps([request.messages, request.params.seed]))
            yield request.index, Completion(text=self._answer(request), usage={"completion_tokens": 7})

    def _answer(self, request: Request) -> str:
        number = int(request.question_id.split("_")[2])
        text = request.messages[0]["content"]
        if "<|Test Begin|>" not in text:
            return QUESTIONS[number]
        words = WORDS[number] + ["good late"]
        word = words[request.sample_index]
        if "disagree" in text:
            word = "bad never" if "never" in word else "good mended"
        if word == "garbage":
            return "I would rather not."
        return (
            f"<|Solution Begin|>\n```python\ndef f(x):\n    return x  # {word}\n```\n<|Solution End|>\n<|Test Begin|>\n"
            "```python\nfrom solution import f\n\ndef test_a():\n    assert f(1) == 1\n```\n<|Test End|>"
        )

    def __enter__(self) -> "Model":
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Reading:
    """A judge that passes programs that say they are good."""

    def __init__(self, *, stop_after: int | None = None) -> None:
        self.judged = 0
        self._stop_after = stop_after

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        for triplet, program in pairs:
            assert program is not None and program == triplet.solution
            if self.judged == self._stop_after:
                raise KeyboardInterrupt
            self.judged += 1
            good = "good" in program
            coverage = (0.5 if "low" in program else 1.0) if good else None
            yield Verdict(
                status=Status.PASSED if good else Status.FAILED, passed=2 if good else 1, total=2,
                message="" if good else "test_b: no", digest=program,
                measured=Measured(line_coverage=coverage, wall_s=self.judged),
            )  # fmt: skip

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *_: object) -> None:
        return None


CONFIG = SynthConfig(
    policies={"m": PolicyConfig(name="m", spec="x")},
    sources=(SourceConfig(name="Prefill", count=5, policy="m", options={"template": "chat"}),),
    solver="m",
    solve=SolveConfig(attempts=3, repairs=1, extra_attempts=1),
    dedup=DedupConfig(near=None),
)


def make(out: Path, config: SynthConfig = CONFIG, *, model: Model | None = None, judge: Reading | None = None):
    model, judge = model or Model(), judge or Reading()
    return synthesize(config, out, lambda: judge, lambda specs: model, {"version": "fake"}, io.StringIO())


def trials(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "trials.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "out"
    make(folder)
    return folder


def test_every_stage_is_counted_and_every_drop_has_a_reason(whole):
    result = json.loads((whole / "run.json").read_text())["result"]
    funnel = {row["stage"]: (row["in"], row["out"], row["dropped"]) for row in result["funnel"]}
    assert funnel == {
        "question Prefill": (5, 5, {}),
        "dedup": (5, 4, {"duplicate_exact": 1}),
        "solve": (4, 4, {}),
        "names": (4, 4, {}),
    }
    assert (result["triplets"], result["usage"]["completion_tokens"]) == (4, 7 * len(trials(whole)))


def test_attempts_are_repaired_and_go_on_only_where_nothing_passes(whole):
    made = Counter((row["question_id"][-10:-2], row["trial"], row["repair"]) for row in trials(whole))
    assert max(made.values()) == 1
    by_question = {name: sorted((t, r) for q, t, r in made if q == name) for name, _, _ in made}
    assert by_question == {
        "00000000": [(0, 0), (1, 0), (2, 0)],
        "00000001": [(0, 0), (0, 1), (1, 0), (2, 0)],
        "00000003": [(0, 0), (1, 0), (2, 0)],
        "00000004": [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0)],
    }


def test_the_rows_say_how_hard_a_question_is_and_which_attempt_was_taken(whole):
    rows = {t.question_id[-10:-2]: t for t in load_triplets(whole / "triplets.jsonl")}
    shown = {n: (t.extra["gpt_pass_sequence"], t.difficulty, t.extra["chosen_trial"]) for n, t in rows.items()}
    assert shown == {
        "00000000": ([1, 1, 0], "easy", "trial_gpt_0"),
        "00000001": ([0, 0, 0], "hard", "trial_gpt_0_repair_1"),
        "00000003": ([0, 0, 1], "medium", "trial_gpt_2"),
        "00000004": ([0, 0, 0, 1], "hard", "trial_gpt_3"),
    }


@pytest.mark.parametrize("replies", [0, 1, 5, 9, 17, 19])
def test_a_run_stopped_while_asking_pays_for_nothing_twice_and_ends_with_the_same_bytes(tmp_path, whole, replies):
    first, second = Model(stop_after=replies), Model()
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", model=first)
    make(tmp_path / "out", model=second)
    assert contents(tmp_path / "out") == contents(whole)
    assert max(Counter([*first.asked, *second.asked]).values()) == 1


@pytest.mark.parametrize("verdicts", [0, 1, 4, 8, 12])
def test_a_run_stopped_while_judging_ends_with_the_same_bytes(tmp_path, whole, verdicts):
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", judge=Reading(stop_after=verdicts))
    judge = Reading()
    make(tmp_path / "out", judge=judge)
    assert contents(tmp_path / "out") == contents(whole)


def test_the_order_in_which_replies_come_changes_nothing(tmp_path, whole):
    make(tmp_path / "out", model=Model(backwards=True))
    assert contents(tmp_path / "out") == contents(whole)


def test_a_torn_journal_goes_on(tmp_path, whole):
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", model=Model(stop_after=12))
    journal = tmp_path / "out" / ".partial" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-31])
    make(tmp_path / "out")
    assert contents(tmp_path / "out") == contents(whole)


def test_the_bound_on_requests_holds_and_is_named_as_the_reason(tmp_path):
    model = Model()
    config = replace(CONFIG, solve=replace(CONFIG.solve, max_requests=7))
    result = make(tmp_path / "out", config, model=model)
    assert len(model.asked) == 5 + 7
    assert json.loads((tmp_path / "out" / "dropped.json").read_text())["solve"] == {"max_requests_spent": 3}
    assert result["triplets"] == 1


def test_without_repairs_and_further_attempts_all_are_independent(tmp_path):
    result = make(tmp_path / "out", replace(CONFIG, solve=SolveConfig(attempts=3, repairs=0)))
    assert result["triplets"] == 2
    assert {row["repair"] for row in trials(tmp_path / "out")} == {0}
    assert json.loads((tmp_path / "out" / "dropped.json").read_text())["solve"] == {"no_attempt_passed": 2}


def test_what_a_benchmark_asks_is_set_apart_with_its_likeness(tmp_path):
    row = {"question_id": "B/1", "question": QUESTIONS[3], "solution": "", "test": ""}
    bench = write_jsonl(tmp_path / "bench.jsonl", [row])
    config = replace(CONFIG, decontamination=DecontaminationConfig(benchmarks=(str(bench),)))
    result = make(tmp_path / "out", config)
    apart = [json.loads(line) for line in (tmp_path / "out" / "contaminated.jsonl").read_text().splitlines()]
    assert [one["question_id"] for one in apart] == ["Prefill_0_00000003_I"]
    assert "B/1" in json.dumps(apart[0]["contamination"])
    assert (result["triplets"], result["contaminated"]) == (3, 1)


def test_styles_are_made_beside_the_instruct_rows(tmp_path):
    make(tmp_path / "out", replace(CONFIG, styles=("complete",)))
    rows = load_triplets(tmp_path / "out" / "triplets.jsonl")
    assert Counter(row.style for row in rows)["instruct"] == 4
    complete = [row for row in rows if row.style == "complete"]
    assert complete and all(row.question_id.endswith("_C") for row in complete)


def test_the_command_reads_a_file_and_a_dry_run_asks_nothing(tmp_path, monkeypatch, capsys):
    model = Model()
    monkeypatch.setattr(kodenv.cli, "_open_judge", lambda options: Reading())
    monkeypatch.setattr(kodenv.cli, "_open_policy", lambda specs: model)
    path = tmp_path / "c.toml"
    path.write_text(
        '[policies.m]\nspec = "openai:m@http://localhost:1/v1"\ncompletion_price = 2.5\n'
        '[[sources]]\nname = "Prefill"\ncount = 5\ntemplate = "chat"\n[solve]\nattempts = 3\nextra_attempts = 1\n'
    )
    assert kodenv.cli.main(["synth", str(path), "--dry-run", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["requests"]
    assert [(line["least"], line["most"]) for line in lines] == [(5, 5), (15, 30)]
    assert not model.asked
    assert kodenv.cli.main(["synth", str(path), "--out", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["triplets"] == 4
    path.write_text(path.read_text().replace("attempts = 3", "atempts = 3", 1))
    assert kodenv.cli.main(["synth", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "did you mean 'attempts'" in capsys.readouterr().err
