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
from kodenv.conditions import Trial
from kodenv.policy import Completion, Request
from kodenv.records import Case, CaseStatus, Measured, Status, Triplet, Verdict
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
    return synthesize(config, out, lambda: judge, lambda policy: model, {"version": "fake"}, io.StringIO())


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
    assert (result["triplets"], result["usage"]["completion_tokens"]) == (4, 7 * (5 + len(trials(whole))))


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


class Bench:
    """Runs mutants: whatever differs from a program that says it is good is refused, but by the weak one's suite."""

    def __init__(self) -> None:
        self.tried = 0

    def try_many(self, trials: Iterable[Trial]) -> Iterator[Verdict]:
        for trial in trials:
            self.tried += 1
            refused = trial.program != trial.triplet.solution and "weak" not in trial.triplet.solution
            status = Status.FAILED if refused else Status.PASSED
            case = Case(id="test_a", status=CaseStatus.FAILED if refused else CaseStatus.PASSED)
            yield Verdict(status=status, passed=1, total=1, cases=(case,), digest="", measured=Measured(cpu_s=0.01))

    def try_in_turns(self, triplet: Triplet, programs, conditions, *, stop: int = 0, as_written: bool = False):
        return list(self.try_many(Trial(triplet, program, conditions) for program in programs))

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Doubling(Model):
    """Its solutions have something to mutate; the first attempts' suites, or all of question 0's, are weak."""

    def __init__(self, *, all_weak: bool = False) -> None:
        super().__init__()
        self._all_weak = all_weak

    def _answer(self, request: Request) -> str:
        said = super()._answer(request)
        weak = "_00000000_" in request.question_id if self._all_weak else request.sample_index == 0
        return said.replace("return x  # good", f"return x * 2 + 1  # good {'weak' if weak else 'strong'}")


def compared(out: Path, *, all_weak: bool = False, **solve) -> tuple[dict, Bench]:
    bench = Bench()
    result = synthesize(
        replace(CONFIG, solve=SolveConfig(attempts=3, repairs=0, **solve)), out, Reading,
        lambda policy: Doubling(all_weak=all_weak), {"version": "fake"}, io.StringIO(), open_bench=lambda: bench,
    )  # fmt: skip
    return result, bench


def test_of_attempts_that_cover_as_much_the_stronger_suite_is_taken(tmp_path):
    result, bench = compared(tmp_path / "out")
    rows = {t.question_id[-10:-2]: t for t in load_triplets(tmp_path / "out" / "triplets.jsonl")}
    assert rows["00000000"].extra["chosen_trial"] == "trial_gpt_1"
    assert rows["00000000"].extra["mutation_score"] == 1.0
    scores = [row["mutation_score"] for row in trials(tmp_path / "out") if row["question_id"][-10:-2] == "00000000"]
    assert scores == [0.0, 1.0, None]
    # Question 3 has one passing attempt: nothing to compare.
    assert rows["00000003"].extra["mutation_score"] is None and result["triplets"] == 2 and bench.tried


def test_a_suite_below_the_least_score_makes_no_triplet(tmp_path):
    result, _ = compared(tmp_path / "out", all_weak=True, min_mutation_score=0.5)
    assert result["triplets"] == 1
    assert json.loads((tmp_path / "out" / "dropped.json").read_text())["solve"]["suite_too_weak"] == 1


class Wording(Model):
    """Words styles too, but for one question."""

    def _answer(self, request: Request) -> str:
        text = request.messages[0]["content"]
        if "<|Completion Begin|>" not in text:
            return super()._answer(request)
        if "_00000001_" in request.question_id:
            return "I forgot the marks."
        return '<|Completion Begin|>\ndef f(x):\n    """Worded by a model."""\n<|Completion End|>'


def test_a_model_words_the_styles_and_what_it_words_badly_is_counted(tmp_path):
    config = replace(CONFIG, styles=("complete",), styler="m")
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", config, model=Wording(stop_after=21))
    second = Wording()
    result = make(tmp_path / "out", config, model=second)
    rows = [row for row in load_triplets(tmp_path / "out" / "triplets.jsonl") if row.style == "complete"]
    assert len(rows) == 3 and all("Worded by a model." in row.question for row in rows)
    assert all(row.extra["style_prompt_hash"] and 0 <= row.extra["prompt_leak"] <= 0.5 for row in rows)
    assert result["funnel"][-1]["dropped"] == {"marks_missing": 1}
    assert len(second.asked) < 4 and result["account"]["m"]["replies"] == 5 + len(trials(tmp_path / "out")) + 4


def test_the_account_is_of_all_replies_and_their_prices(tmp_path):
    priced = replace(CONFIG, policies={"m": PolicyConfig(name="m", spec="x", completion_price=2_000.0)})
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", priced, model=Model(stop_after=9))
    # Prices are no part of what a folder's rows hang on.
    result = make(tmp_path / "out", replace(CONFIG, policies={"m": replace(priced.policies["m"], prompt_price=1.0)}))
    assert result["account"]["m"]["completion_tokens"] == 7 * result["account"]["m"]["replies"]
    result = make(tmp_path / "priced", priced)
    assert result["cost"] == round(7 * result["account"]["m"]["replies"] * 2_000 / 1_000_000, 6)


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
        '[[sources]]\nname = "Prefill"\ncount = 5\ntemplate = "chat"\n[solve]\nattempts = 3\n'
        "extra_attempts = 1\nmutants = 0\n"
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
