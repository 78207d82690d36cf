"""Reasoning traces: two passes over a local server with damaged replies, and numbers that are SciPy's."""

import importlib.util
import io
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_judge import read_jsonl, write_jsonl
from openai_server import Answer, Asked, OpenAIServer
from test_resume import contents

from kodenv.cli import main
from kodenv.errors import DataError
from kodenv.p_values import adjust_holm
from kodenv.policy import Completion, Request
from synth.traces.annotating import AnnotateConfig
from synth.traces.measures import Measured, add_up, entropy
from synth.traces.patterns import PATTERNS
from synth.traces.reading import MAX_PARAGRAPH_CHARS, Choice, read_traces, split_paragraphs, windows_of
from synth.traces.replies import Damaged, Segment, read_label, read_segments
from synth.traces.run import TracesConfig, annotate_traces

needs_scipy = pytest.mark.skipif(importlib.util.find_spec("scipy") is None, reason="scipy is not installed")
needs_openai = pytest.mark.skipif(importlib.util.find_spec("openai") is None, reason="openai is not installed")
_PARAGRAPH = re.compile(r"^\[(\d+)\] .*?<(\S+)>", re.MULTILINE)


def rollout(question: str, index: int, marks: str, **columns: Any) -> dict[str, Any]:
    """A judged row; each word of ``marks`` is a paragraph's label, as :func:`answer` reads it."""
    paragraphs = [
        f"This paragraph is long enough to stand alone, number {n} <{m}>." for n, m in enumerate(marks.split())
    ]
    return {
        "question_id": question, "sample_index": index, "question": f"Solve {question}.", "difficulty": "easy",
        "status": "PASSED", "solved": True, "reasoning": "\n\n".join(paragraphs), **columns,
    }  # fmt: skip


def answer(prompt: str, attempt: int) -> Answer:
    """Label by the marks: ``?`` is left open in the first pass, ``broken`` damages the first reply, ``never`` all."""
    if "one line per segment" in prompt:
        found = _PARAGRAPH.findall(prompt)
        marks = {mark for _, mark in found}
        lines = [f"{n}-{n} | about {n} | {'-' if mark.startswith('?') else mark.partition('.')[0]}" for n, mark in found
                 if mark != "skipped"]  # fmt: skip
        if "never" in marks or ("broken" in marks and attempt == 0):
            return Answer(text="\n".join(lines).replace("|", "/") + "\nEND")
        text = "\n".join(lines).replace("broken", "BT")
        return Answer(text=f"<think>\nhm\n</think>\n{text}\nEND", finish_reason="stop")
    segment = prompt.partition("<segment>\n")[2].partition("</segment>")[0]
    mark = re.search(r"<(\S+)>", segment)[1]
    if mark == "?lost":
        return Answer(text="It is hard to say.")
    if mark == "?late" and attempt == 0:
        return Answer(text="BT", finish_reason="length")
    return Answer(text="It checks an example.\n\n**SE**")


def script(asked: Asked) -> Answer:
    # a repeated question comes with another temperature
    return answer(asked.prompt, int(asked.body["temperature"] > 0))


class Labeller:
    """The same answers without a server; may stop after some, as a killed run does."""

    name = "labeller"

    def __init__(self, stop_after: int | None = None) -> None:
        self.asked: list[Request] = []
        self._stop_after = stop_after

    def sample(self, requests: Iterable[Request]) -> Iterator[tuple[int, Completion]]:
        for request in requests:
            if len(self.asked) == self._stop_after:
                raise KeyboardInterrupt
            self.asked.append(request)
            said = answer(request.messages[0]["content"], request.sample_index)
            yield (
                request.index,
                Completion(text=said.text, finish_reason=said.finish_reason, usage={"completion_tokens": 5}),
            )


ROWS = [
    rollout("a", 0, "PR NI SE"),
    rollout("a", 1, "BT.BT ?any skipped", solved=False, status="FAILED"),
    rollout("b", 0, "NI broken ?late", difficulty="hard"),
    rollout("b", 1, "NI,SE ?lost SG", difficulty="hard", solved=False, status="ERROR"),
    rollout("c", 0, "never"),
    rollout("c", 1, "PR", status="UNSCORED", solved=False),
    rollout("c", 2, "PR", reasoning=None),
    rollout("c", 3, "PR " * 90, status="TIMEOUT", solved=False),
]


def annotate(tmp_path: Path, policy: Any, *, out: str = "out", rows: Iterable[dict[str, Any]] = ROWS) -> dict[str, Any]:
    config = TracesConfig(choice=Choice(), annotate=AnnotateConfig(window_chars=2_000))
    path = write_jsonl(tmp_path / "rollouts.jsonl", rows)
    return annotate_traces(config, path, policy, tmp_path / out, io.StringIO())


@needs_openai
def test_both_passes_run_over_a_server_and_count_what_was_damaged(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KODENV_CACHE", str(tmp_path / "cache" / "verdicts.sqlite"))
    (tmp_path / "cache").mkdir()
    path = str(write_jsonl(tmp_path / "rollouts.jsonl", ROWS))
    with OpenAIServer(script) as server:
        arguments = [
            "traces",
            path,
            "--policy",
            f"openai:m@{server.base_url}",
            "--out",
            str(tmp_path / "out"),
            "--json",
        ]
        assert main(arguments) == 0
        asked = len(server.asked)
        result = json.loads(capsys.readouterr().out)
        assert main(arguments) == 0  # a finished folder is shown again
        assert len(server.asked) == asked
    assert (result["traces"], result["annotated"]) == (6, 5)
    assert result["dropped"] == {
        "replies, labels": {"truncated": 1, "unknown_pattern": 3},
        "replies, segmentation": {"no_segments": 4},
        "rollouts": {"no_reasoning": 1, "unscored": 1},
        "segments": {"several_labels": 1, "unlabelled": 1},
        "traces": {"not_divided": 1},
    }
    rows = {(row["question_id"], row["sample_index"]): row for row in read_jsonl(tmp_path / "out" / "traces.jsonl")}
    assert [s["pattern"] for s in rows["a", 0]["segments"]] == ["PR", "NI", "SE"]
    # what the first pass left open or out is labelled alone
    assert [(s["pattern"], s["by"]) for s in rows["a", 1]["segments"]] == [
        ("BT", "segmentation"), ("SE", "label"), ("SE", "label")
    ]  # fmt: skip
    assert rows["a", 1]["segments"][1]["why"] == "It checks an example."
    assert [s["pattern"] for s in rows["b", 0]["segments"]] == ["NI", "BT", "SE"]
    assert [s["reason"] for s in rows["b", 1]["segments"]] == ["several_labels", "unlabelled", None]
    assert rows["c", 0]["segments"] is None and rows["c", 0]["frequencies"] is None
    assert rows["c", 3]["frequencies"]["PR"] == 1.0 and rows["c", 3]["entropy"] == 0.0
    assert rows["a", 0]["entropy"] == pytest.approx(math.log(3))


def test_a_killed_run_asks_nothing_twice_and_ends_with_the_same_bytes(tmp_path):
    whole = Labeller()
    annotate(tmp_path, whole, out="whole")
    asked = 0
    for stop in (1, 4, 5):
        part = Labeller(stop_after=stop)
        with pytest.raises(KeyboardInterrupt):
            annotate(tmp_path, part, out="parts")
        asked += len(part.asked)
    rest = Labeller()
    annotate(tmp_path, rest, out="parts")
    assert asked + len(rest.asked) == len(whole.asked)
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_a_long_trace_is_shown_in_windows_that_cover_it(tmp_path):
    policy = Labeller()
    annotate(tmp_path, policy, rows=[ROWS[-1]])
    shown = [int(n) for request in policy.asked for n, _ in _PARAGRAPH.findall(request.messages[0]["content"])]
    assert len(policy.asked) > 2 and shown == list(range(1, 91))


def test_lengths_and_loops_need_no_model(tmp_path):
    round_and_round = "Wait, let me check the third example once more and see. " * 80
    rows = [rollout("a", 0, "PR NI"), rollout("a", 1, "PR", reasoning=round_and_round, solved=False, status="FAILED")]
    result = annotate(tmp_path, None, rows=rows)
    assert result["annotated"] == 0 and result["frequencies"] == []
    assert {(r["outcome"], r["difficulty"]): r["looping"] for r in result["loops"]}["incorrect", "easy"] == 1
    assert {(r["outcome"], r["difficulty"]): r["looping"] for r in result["loops"]}["correct", "easy"] == 0
    tokens = {(row["outcome"], row["difficulty"]): row["mean"] for row in result["tokens"]}
    assert tokens["per solved", "all"] == tokens["correct", "all"] + tokens["incorrect", "all"]
    assert "<svg" in (tmp_path / "out" / "report.html").read_text()


def test_rollouts_without_reasoning_are_refused(tmp_path):
    with pytest.raises(DataError, match="expected rollouts with a reasoning, got none"):
        annotate(tmp_path, Labeller(), rows=[rollout("a", 0, "PR", reasoning=None, completion="no thoughts")])


def test_reasoning_is_found_in_the_completion_too(tmp_path):
    rows = [rollout("a", 0, "PR", reasoning=None, completion="<think>\nFirst.\n</think>\nanswer")]
    (trace,) = read_traces(write_jsonl(tmp_path / "r.jsonl", rows), Choice(), Counter())
    assert trace.text == "First."


def test_a_draw_is_of_its_size_and_does_not_depend_on_the_order(tmp_path):
    rows = [rollout(f"q{n}", i, "PR") for n in range(20) for i in range(3)]
    drawn = []
    for order in (rows, rows[::-1]):
        path = write_jsonl(tmp_path / "r.jsonl", order)
        skipped: Counter[str] = Counter()
        drawn.append({trace.name for trace in read_traces(path, Choice(max_traces=10), skipped)})
        assert skipped["not_chosen"] == 50
    assert len(drawn[0]) == 10 and drawn[0] == drawn[1]
    most = read_traces(path, Choice(max_per_question=2), Counter())
    assert Counter(trace.question_id for trace in most) == {f"q{n}": 2 for n in range(20)}


def test_paragraphs_lose_nothing_and_are_never_too_long():
    text = "Short.\n\nAlso short.\n\n" + "A sentence of some length that goes on. " * 100 + "\n\n" + "x" * 5000
    paragraphs = split_paragraphs(text)
    assert "".join("".join(paragraphs).split()) == "".join(text.split())
    assert paragraphs[0].startswith("Short.\nAlso short.")
    assert max(map(len, paragraphs)) <= MAX_PARAGRAPH_CHARS + len("Short.\nAlso short.\n")


def test_windows_follow_each_other():
    assert windows_of(["a" * 10] * 5, 25) == [(0, 2), (2, 4), (4, 5)]
    assert windows_of(["a" * 100], 25) == [(0, 1)]
    assert windows_of([], 25) == []


def said(text: str, finish_reason: str = "stop") -> dict[str, Any]:
    return {"text": text, "finish_reason": finish_reason}


def test_segments_are_read_with_gaps_filled():
    reply = said("Here they are:\n```\n2-3 | sorts | NI, SE\n| 5 | checks | se |\n```\nEND")
    assert read_segments(reply, 0, 6) == [
        Segment(first=0, last=0),
        Segment(first=1, last=2, content="sorts", patterns=("NI", "SE")),
        Segment(first=3, last=3),
        Segment(first=4, last=4, content="checks", patterns=("SE",)),
        Segment(first=5, last=5),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1-2 | a | NI", "truncated"),
        ("<think>1-2 | a | NI\nEND", "truncated"),
        ("", "truncated"),
        ("END", "no_segments"),
        ("I cannot do that.\nEND", "no_segments"),
        ("1-9 | a | NI\nEND", "bad_range"),
        ("2-1 | a | NI\nEND", "bad_range"),
        ("1-3 | a | NI\n3-4 | b | SE\nEND", "bad_range"),
        ("0-1 | a | NI\nEND", "bad_range"),
        ("1-2 | a | XX\nEND", "unknown_pattern"),
        ("1-2 | a\nEND", "bad_line"),
    ],
)
def test_damaged_segments_say_why(text, reason):
    assert read_segments(said(text), 0, 4) == Damaged(reason=reason)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It looks back.\nBT", ("BT", "It looks back.")),
        ("Why not.\n\nPattern: `ni`.", ("NI", "Why not.")),
        ("<think>BT?</think>\nIt checks.\n**SE**", ("SE", "It checks.")),
        ("no idea", Damaged(reason="unknown_pattern")),
        ("BT, SE", Damaged(reason="several_patterns")),
        ("none", Damaged(reason="no_pattern")),
        ("", Damaged(reason="no_pattern")),
        ("<think>BT", Damaged(reason="truncated")),
    ],
)
def test_a_label_is_the_last_line(text, found):
    assert read_label(said(text)) == found


def drawn_traces() -> list[Measured]:
    draw = random.Random(5)
    traces = []
    for number in range(40):
        level = ("easy", "medium", "hard")[number % 3]
        for _ in range(6):
            counts = {code: draw.randrange(4 + 3 * (code == "SE") * (level == "easy")) for code in PATTERNS}
            solved = draw.random() < 0.5
            counts["SG"] += 2 * solved
            counts = {code: n for code, n in counts.items() if n}
            traces.append(Measured(question_id=f"q{number}", difficulty=level, solved=solved,
                                   tokens=draw.randrange(100, 900), looping=False, counts=counts or None))  # fmt: skip
    return traces


@needs_scipy
def test_the_tests_are_scipys():
    from scipy.stats import binomtest, ttest_ind
    from scipy.stats import entropy as shannon

    traces = drawn_traces()
    labelled = [trace for trace in traces if trace.counts]
    found = add_up(traces)
    for row in found["across_difficulty"]:
        sides = [[t.frequencies[row["pattern"]] for t in labelled
                  if t.solved is (row["outcome"] == "correct") and t.difficulty == row[side]]
                 for side in ("easier", "harder")]  # fmt: skip
        theirs = ttest_ind(*sides, equal_var=False)
        assert (row["t"], row["p"]) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue, rel=1e-6))
    assert len(found["across_difficulty"]) == 2 * 3 * 6
    for row in found["per_problem"]:
        assert row["p"] == pytest.approx(binomtest(row["more"], row["more"] + row["less"]).pvalue)
    sg = next(row for row in found["per_problem"] if row["pattern"] == "SG")
    assert sg["share"] > 0.7 and sg["significant"]
    for trace in labelled[:20]:
        shares = list(trace.frequencies.values())
        assert entropy(shares) == pytest.approx(shannon(shares))


def test_frequencies_are_means_of_shares():
    traces = [
        Measured(question_id="a", difficulty="easy", solved=True, tokens=1, looping=False, counts={"BT": 1, "SE": 3}),
        Measured(question_id="b", difficulty="easy", solved=True, tokens=3, looping=True, counts={"SE": 1}),
        Measured(question_id="b", difficulty="hard", solved=False, tokens=8, looping=False),
    ]
    found = add_up(traces)
    (easy, _) = found["frequencies"]
    assert (easy["BT"], easy["SE"], easy["NI"], easy["traces"]) == (0.125, 0.875, 0.0, 2)
    assert sum(easy[code] for code in PATTERNS) == pytest.approx(1)
    assert found["entropy"]["incorrect"] is None and found["entropy"]["p"] is None


def test_holm_adjusts_by_rank():
    assert adjust_holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
    assert adjust_holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])


def test_the_page_has_the_plots_and_runs_nothing(tmp_path):
    rows = [*ROWS, rollout("<script>", 0, "PR BT", difficulty="<b>hard</b>")]
    annotate(tmp_path, Labeller(), rows=rows)
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<svg") == 4
    assert "<script" not in page and "<b>hard</b>" not in page and "&lt;b&gt;hard&lt;/b&gt;" in page
    assert "default-src 'none'" in page
