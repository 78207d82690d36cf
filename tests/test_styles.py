"""Styles: the same solution and suite behind another prompt, which never shows the whole suite."""

import ast
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kodenv import Judge
from kodenv.callsuite import parse_python
from kodenv.errors import ConfigError
from kodenv.records import Case, CaseStatus, Status, Triplet, Verdict
from kodenv.suite_calls import asserted_calls, share_shown, shown_calls
from kodenv.suite_calls import tested_functions as functions_of
from synth.records import Dropped
from synth.styles import CompleteStyle, OnlineJudgeStyle, report_leak
from synth.styles.visible import choose_showing

DATA = os.environ.get("KODENV_REAL_DATA")
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")

SOLUTION = '''\
from typing import List

LIMIT = 100


class Box:
    def __init__(self, side: int):
        self.side = side


def fit(sizes: List[int], room: int = 10) -> int:
    """Count."""
    total = count = 0
    for size in sorted(sizes):
        total += size
        if total > room:
            break
        count += 1
    return count
'''
TEST = """\
from solution import fit

def test_none():
    assert fit([]) == 0

def test_some():
    assert fit([5, 4, 3]) == 2
    assert fit([5, 4, 3], 12) == 3

def test_room():
    sizes = [2, 2]
    result = fit(sizes, room=3)
    assert result == 1

def test_more():
    assert fit([1, 1, 1], 2) == 2
    assert 1 == fit([9, 9])
"""
TRIPLET = Triplet(
    question_id="Taco_0_00000001_I",
    question="Write `fit(sizes, room)`: how many of the sizes fit in the room, smallest first? Room is 10 if left out.",
    solution=SOLUTION,
    test=TEST,
    entry_point="fit",
    subset="Taco",
    extra={"gpt_difficulty": "easy"},
)
COMPLETION = '''\
<|Completion Begin|>
```python
def fit(sizes: List[int], room: int = 10) -> int:
    """How many of the sizes fit in the room, smallest first?

    >>> fit([])
    0
    >>> fit([5, 4, 3], 12)
    3
    >>> fit([1, 1, 1], 2) 2
    >>> fit([9,9])
    1"""
```
<|Completion End|>'''


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(workers=1, cache=False) as made:
        yield made


def calls_of(triplet: Triplet) -> list[str]:
    return [one.text for one in asserted_calls(triplet.test, functions_of(triplet.test, triplet.solution))]


# --- asserted calls ------------------------------------------------------------------------------


def test_asserted_calls_are_found_with_what_they_are_compared_with() -> None:
    calls = asserted_calls(TEST, {"fit"})
    assert [(one.function, one.text, ast.unparse(one.expected or ast.Constant(None))) for one in calls] == [
        ("test_none", "fit([])", "0"),
        ("test_some", "fit([5, 4, 3])", "2"),
        ("test_some", "fit([5, 4, 3], 12)", "3"),
        ("test_room", "fit([2, 2], room=3)", "1"),
        ("test_more", "fit([1, 1, 1], 2)", "2"),
        ("test_more", "fit([9, 9])", "1"),
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("assert f(1)", [("f(1)", "True")]),
        ("assert not f(1)", [("f(1)", "False")]),
        ("assert f(1) is None", [("f(1)", "None")]),
        ("assert f(1) > 2", [("f(1)", None)]),
        ("assert sorted(f(1)) == [2]", [("f(1)", None)]),
        ("assert len(f(1)) == f(2)", [("f(1)", None), ("f(2)", None)]),
        ("assert f(f(1)) == 2", [("f(f(1))", "2")]),
        ("assert f(1) == 2, 'f(1) is wrong'", [("f(1)", "2")]),
        ("assert abs(f(1) - 0.5) < 1e-9", [("f(1)", None)]),
        ("x = 1\n    x += 1\n    assert f(x) == 2", [("f(x)", "2")]),
        ("for x in (1, 2):\n        assert f(x) == 2", [("f(x)", "2")]),
        ("x = 3\n    for x in (1, 2):\n        assert f(x) == 2", [("f(x)", "2")]),
        ("with pytest.raises(ValueError):\n        f(-1)", [("f(-1)", None)]),
        ("f(1)", []),
        ("assert g(1) == 2", []),
    ],
)
def test_only_the_whole_claim_gives_an_expected_value(line: str, wanted: list[tuple[str, str | None]]) -> None:
    calls = asserted_calls(f"def test_a():\n    {line}\n", {"f"})
    assert [(one.text, one.expected and ast.unparse(one.expected)) for one in calls] == wanted


def test_unittest_methods_assert_too() -> None:
    body = "        self.assertEqual(f(1), 2)\n        self.assertTrue(f(2))\n"
    test = f"class TestA(unittest.TestCase):\n    def test_a(self):\n{body}"
    assert [(one.text, ast.unparse(one.expected or ast.Constant(None))) for one in asserted_calls(test, {"f"})] == [
        ("f(1)", "2"),
        ("f(2)", "True"),
    ]


def test_suites_that_nest_deep_or_hold_huge_numbers_have_no_readable_calls() -> None:
    for claim in ("f(1) == " + "1 + " * 900 + "1", "not " * 900 + "f(1)", f"f(0x1{'0' * 5000}) == 2"):
        test = f"def test_a():\n    assert {claim}\n"
        assert asserted_calls(test, {"f"}) == []
        made = CompleteStyle().without_model(replace(TRIPLET, solution="def f(x):\n    return x\n", test=test))
        assert isinstance(made, Triplet | Dropped)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (">>> f('a', [1, 2])", 1),
        ('- `f("a",[1,2])` gives 3', 1),
        ("f('a', [1, 23])", 0),
        ("def f(word, sizes)", 0),
        ("xf('a', [1, 2])", 0),
        ("For example f( 'a', [1,\n 2] ) gives 3", 1),
    ],
)
def test_a_call_is_shown_whatever_its_spacing_and_quotes(text: str, wanted: int) -> None:
    calls = asserted_calls("def test_a():\n    assert f('a', [1, 2]) == 3\n", {"f"})
    assert len(shown_calls(text, calls)) == wanted


# --- complete -------------------------------------------------------------------------------------


def test_a_completion_prompt_begins_the_module_and_keeps_suite_and_solution() -> None:
    made = CompleteStyle().without_model(TRIPLET)
    assert isinstance(made, Triplet)
    assert (made.question_id, made.style, made.subset) == ("Taco_0_00000001_C", "complete", "Taco")
    assert (made.solution, made.test) == (TRIPLET.solution, TRIPLET.test)
    assert made.question.startswith("from typing import List\n\n\ndef fit(sizes: List[int], room: int=10) -> int:\n")
    assert TRIPLET.question.split(":")[0] in made.question and "Count." not in made.question
    assert "total" not in made.question and "class Box" not in made.question
    assert made.extra["gpt_difficulty"] == "easy"


def test_at_least_half_of_the_calls_stay_hidden_and_visible_cases_are_the_shown_ones() -> None:
    made = CompleteStyle().without_model(TRIPLET)
    assert isinstance(made, Triplet)
    shown = [text for text in calls_of(TRIPLET) if text in made.question]
    assert shown == ["fit([])", "fit([5, 4, 3])", "fit([5, 4, 3], 12)"]
    assert made.visible_cases == ["test_none", "test_some"] and made.extra["prompt_leak"] == 0.5
    none = CompleteStyle(hidden_share=1).without_model(TRIPLET)
    assert isinstance(none, Triplet) and none.extra["prompt_leak"] == 0 and none.visible_cases == []
    assert choose_showing(TRIPLET, 1e-12).budget == 5


def test_one_big_test_function_stays_hidden_even_if_some_of_its_calls_are_shown() -> None:
    one = replace(
        TRIPLET,
        test="from solution import fit\n\ndef test_all():\n"
        + "".join(f"    assert fit([{n}]) == 1\n" for n in range(4)),
    )
    made = CompleteStyle().without_model(one)
    assert isinstance(made, Triplet) and made.visible_cases == [] and made.extra["prompt_leak"] == 0.5


def test_a_models_examples_beyond_the_budget_are_cut_and_its_missing_import_is_added() -> None:
    made = CompleteStyle().from_reply(TRIPLET, COMPLETION)
    assert isinstance(made, Triplet)
    assert made.question == (
        "from typing import List\n\n\n"
        "def fit(sizes: List[int], room: int = 10) -> int:\n"
        '    """How many of the sizes fit in the room, smallest first?\n\n'
        "    >>> fit([])\n    0\n    >>> fit([5, 4, 3], 12)\n    3\n"
        '    """\n'
    )
    assert made.extra["prompt_leak"] == round(2 / 6, 4)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<|Completion End|>", "", "marks_missing"),
        ("def fit", "def pack", "other_name"),
        ("room: int", "space: int", "other_signature"),
        ("sizes: List[int]", "sizes: Liste[int]", "undefined_name"),
        ('1"""', '1"""\n    return len(sizes)', "gives_solution"),
        ('1"""', "1", "does_not_parse"),
        ("How many of", "fit([1, 1, 1], 2), fit([9, 9]), fit([2, 2], room=3) and", "shows_too_much"),
    ],
)
def test_a_completion_that_cannot_be_used_says_why(old: str, new: str, reason: str) -> None:
    made = CompleteStyle().from_reply(TRIPLET, COMPLETION.replace(old, new))
    assert isinstance(made, Dropped) and made.reason == reason


@pytest.mark.parametrize(
    ("before", "signature", "head"),
    [
        ("LIMIT = 3\n", "def fit(sizes, room=LIMIT):", "LIMIT = 3\n\n\ndef fit(sizes, room=LIMIT):\n"),
        ("", "def fit(sizes, mode='fast'):", "def fit(sizes, mode='fast'):\n"),
        ("from functools import lru_cache\n", "@lru_cache\ndef fit(sizes):", "def fit(sizes):\n"),
        ("import math\nimport os\n", "def fit(sizes, room=math.inf):", "import math\n\n\ndef fit(sizes"),
        ("class Box:\n    side = 1\n", "def fit(box: 'Box'):", "class Box:\n    side = 1\n\n\ndef fit(box: 'Box'):\n"),
    ],
)
def test_a_prompt_holds_what_its_signature_needs_and_no_more(before: str, signature: str, head: str) -> None:
    made = CompleteStyle().without_model(
        replace(
            TRIPLET, solution=f"{before}{signature}\n    return 1\n", test="from solution import fit\nassert fit(1)\n"
        )
    )
    assert isinstance(made, Triplet) and made.question.startswith(head)


def test_a_signature_with_a_name_from_nowhere_is_refused() -> None:
    lost = replace(TRIPLET, solution="from lost import *\n\ndef fit(box: Box):\n    return 1\n")
    made = CompleteStyle().without_model(lost)
    assert isinstance(made, Dropped) and made.reason == "undefined_name"


def test_a_class_is_asked_for_with_its_methods_and_without_their_bodies() -> None:
    pile = replace(
        TRIPLET,
        entry_point=None,
        solution="class Pile:\n    def __init__(self, n=1):\n        self.n = n\n\n    def put(self, x: int) -> int:\n"
        "        return x * self._twice()\n\n    def _twice(self):\n        return 2\n",
        test="from solution import Pile\n\ndef test_a():\n    assert Pile().put(1) == 2\n",
        question="A pile.",
    )
    made = CompleteStyle().without_model(pile)
    assert isinstance(made, Triplet)
    assert made.question == (
        'class Pile:\n    """A pile.\n    """\n\n    def __init__(self, n=1):\n        ...\n\n'
        "    def put(self, x: int) -> int:\n        ...\n"
    )


def test_a_class_that_a_models_signature_names_is_put_before_it() -> None:
    boxed = replace(
        TRIPLET,
        solution="class Box:\n    side = 1\n\n\ndef fit(box: Box) -> int:\n    return box.side\n",
        test="from solution import Box, fit\n\ndef test_a():\n    assert fit(Box()) == 1\n",
    )
    reply = '<|Completion Begin|>\ndef fit(box: Box) -> int:\n    """Its side."""\n<|Completion End|>'
    made = CompleteStyle().from_reply(boxed, reply)
    assert isinstance(made, Triplet) and made.question.startswith("class Box:\n    side = 1\n\n\ndef fit(box: Box)")


@pytest.mark.parametrize(
    "question", ['Say """hi""" to C:\\new.', 'Ends in a quote "', "Ends in \\", "r\\d+", 'A "quoted" word.']
)
def test_any_question_becomes_a_docstring_that_reads_as_it_was(question: str) -> None:
    made = CompleteStyle().without_model(replace(TRIPLET, question=question))
    assert isinstance(made, Triplet)
    tree = parse_python(made.question)
    assert tree is not None
    function = tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    assert (ast.get_docstring(function) or "").split("\n\n>>>")[0].strip() == question


def test_the_request_shows_the_model_only_what_may_be_shown() -> None:
    asked = CompleteStyle().request(TRIPLET, 3)
    assert not isinstance(asked, Dropped) and asked.messages is not None
    prompt = asked.messages[0]["content"]
    assert ">>> fit([])\n0" in prompt and "fit([9, 9])" not in prompt
    assert asked.index == 3 and asked.question_id == TRIPLET.question_id


def test_only_instruct_triplets_are_converted() -> None:
    for other in (replace(TRIPLET, style="complete"), replace(TRIPLET, test_format="stdio", test="[]")):
        made = CompleteStyle().without_model(other)
        assert isinstance(made, Dropped) and made.reason == "not_instruct"


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_a_hidden_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ConfigError, match="hidden_share"):
        CompleteStyle(hidden_share=share)


def test_the_leak_of_any_triplet_is_reported() -> None:
    assert report_leak(TRIPLET).extra["prompt_leak"] == 0
    shown = replace(TRIPLET, question=f"{TRIPLET.question} For example fit([]) is 0, fit([9,9]) is 1, fit([9,9]) is 1.")
    assert report_leak(shown).extra["prompt_leak"] == round(2 / 6, 4)
    assert report_leak(replace(TRIPLET, test="def test_a(): pass")).extra["prompt_leak"] == 0


# --- online judge ---------------------------------------------------------------------------------


def convert(triplet: Triplet, judge: Judge, reply: str | None = None) -> Triplet | Dropped:
    (made,) = OnlineJudgeStyle().convert_many([(triplet, reply)], judge)
    return made


def test_an_online_judge_triplet_is_verified_and_keeps_a_hidden_part(judge: Judge) -> None:
    made = convert(TRIPLET, judge)
    assert isinstance(made, Triplet)
    assert (made.question_id, made.style, made.test_format, made.entry_point) == (
        "Taco_0_00000001_O",
        "online_judge",
        "stdio",
        None,
    )
    cases = json.loads(made.test)
    assert cases[0] == {"input": "[]\n10\n", "output": "0\n"} and len(cases) == 6
    assert {"input": "[2, 2]\n3\n", "output": "1\n"} in cases
    assert made.visible_cases == ["case_1", "case_2"] and made.extra["prompt_leak"] == round(2 / 6, 4)
    assert "[5, 4, 3]\n10\n" in made.question and "[9, 9]" not in made.question
    assert judge.judge(made, made.solution).solved
    wrong = made.solution.replace("total > room", "total >= room")
    assert not judge.judge(made, wrong).solved


def test_a_case_that_the_solution_fails_is_left_out(judge: Judge) -> None:
    wrong = replace(TRIPLET, test=TEST.replace("1 == fit([9, 9])", "7 == fit([9, 9])"))
    made = convert(wrong, judge)
    assert isinstance(made, Triplet) and len(json.loads(made.test)) == 5 and "[9, 9]" not in made.test


class Wavering:
    """A judge that holds every case the first time, and none the second."""

    def __init__(self) -> None:
        self.calls = 0

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        for triplet, _ in pairs:
            self.calls += 1
            count = len(json.loads(triplet.test))
            held = self.calls == 1
            seen = CaseStatus.PASSED if held else CaseStatus.FAILED
            yield Verdict(
                status=Status.PASSED if held else Status.FAILED,
                passed=count if held else 0,
                total=count,
                cases=tuple(Case(id=f"case_{number + 1}", status=seen) for number in range(count)),
            )


def test_a_result_that_does_not_hold_when_judged_again_is_dropped() -> None:
    (made,) = OnlineJudgeStyle().convert_many([(TRIPLET, None)], Wavering())
    assert isinstance(made, Dropped) and made.reason == "not_verified"


def test_what_the_solution_does_as_a_program_is_left_out(judge: Judge) -> None:
    made = convert(replace(TRIPLET, solution=SOLUTION + '\n\nif __name__ == "__main__":\n    print(fit([1]))\n'), judge)
    assert isinstance(made, Triplet) and made.solution.count("__main__") == 1 and "fit([1])" not in made.solution


def test_a_solution_that_prints_on_its_own_is_not_converted(judge: Judge) -> None:
    made = convert(replace(TRIPLET, solution=SOLUTION.replace("    total =", '    print("hm")\n    total =')), judge)
    assert isinstance(made, Dropped) and made.reason == "too_few_cases"


def test_fractions_are_compared_with_a_tolerance(judge: Judge) -> None:
    third = Triplet(
        question_id="q_I",
        question="A third of a number.",
        solution="def third(x):\n    return x / 3\n",
        test="import pytest\nfrom solution import third\n\ndef test_a():\n"
        + "".join(f"    assert third({n}) == pytest.approx({n / 3:.9f})\n" for n in range(1, 6)),
    )
    made = convert(third, judge)
    assert isinstance(made, Triplet) and made.checker == {"kind": "float"} and "1e-6" in made.question


@pytest.mark.parametrize(
    ("solution", "test", "reason"),
    [
        ("class F:\n    pass\n", "from solution import F\n\ndef test_a():\n    assert F() != 1\n", "not_a_function"),
        ("def f(*xs):\n    return 1\n", "def test_a():\n    assert f(1) == 1\n", "not_a_function"),
        (
            "def f(x):\n    return x\n",
            "def test_a():\n    assert f({1}) == {1}\n    assert f(1) == 1\n",
            "too_few_cases",
        ),
        (
            "def f(x):\n    return x\n",
            "def test_a():\n" + "".join(f"    assert f([{n}.5]) == [{n}.5]\n" for n in range(4)),
            "too_few_cases",
        ),
    ],
)
def test_what_plain_text_cannot_hold_is_not_converted(solution: str, test: str, reason: str, judge: Judge) -> None:
    made = convert(replace(TRIPLET, solution=solution, test=test, entry_point=None), judge)
    assert isinstance(made, Dropped) and made.reason == reason


def test_a_statement_that_shows_most_cases_is_dropped(judge: Judge) -> None:
    told = replace(TRIPLET, question=TRIPLET.question + " ".join(calls_of(TRIPLET)))
    made = convert(told, judge)
    assert isinstance(made, Dropped) and made.reason == "shows_too_much"


def test_a_models_statement_takes_the_questions_place(judge: Judge) -> None:
    made = convert(TRIPLET, judge, "<|Statement Begin|>\nParcels and a van.\n<|Statement End|>")
    assert isinstance(made, Triplet) and made.question.startswith("Parcels and a van.\n\nInput\n")
    assert "`fit`" not in made.question and made.extra["style_prompt_hash"]
    cut = convert(TRIPLET, judge, "<|Statement Begin|>\nParcels")
    assert isinstance(cut, Dropped) and cut.reason == "marks_missing"


def test_results_come_in_order_with_dropped_ones_between(judge: Judge) -> None:
    none = replace(TRIPLET, style="complete")
    made = list(OnlineJudgeStyle().convert_many([(none, None), (TRIPLET, None), (none, None), (none, None)], judge))
    assert [isinstance(one, Dropped) for one in made] == [True, False, True, True]
    assert [isinstance(one, Dropped) for one in OnlineJudgeStyle().convert_many([(none, None)], judge)] == [True]


# --- real data ------------------------------------------------------------------------------------


def recorded(folder: str, name: str) -> list[dict[str, Any]]:
    assert DATA is not None
    with gzip.open(Path(DATA, "kodcode_demo", folder, f"{name}.jsonl.gz"), "rt") as file:
        return [json.loads(line) for line in file]


def instruct_rows() -> list[tuple[str, Triplet]]:
    rows = [
        (folder, Triplet.from_row(row)) for folder in ("prefill", "algorithm") for row in recorded(folder, "triplets")
    ]
    return [(folder, triplet) for folder, triplet in rows if triplet.question_id.endswith("_I")]


@needs_data
def test_kodcodes_completion_prompts_show_59_percent_of_the_calls_and_ours_half_at_most() -> None:
    pooled: Counter[str] = Counter()
    for folder in ("prefill", "algorithm"):
        for row in recorded(folder, "triplets"):
            triplet = Triplet.from_row(row)
            if triplet.question_id.endswith("_C"):
                calls = choose_showing(triplet).calls
                pooled["all"] += len(calls)
                pooled["shown"] += len(shown_calls(triplet.question, calls))
    assert round(pooled["shown"] / pooled["all"], 2) in (0.58, 0.59)
    made = [CompleteStyle().without_model(triplet) for _, triplet in instruct_rows()]
    kept = [one for one in made if isinstance(one, Triplet)]
    assert len(kept) >= 95 and all(parse_python(one.question) is not None for one in kept)
    for one in kept:
        written = asserted_calls(one.test, functions_of(one.test, one.solution))
        assert share_shown(one.question, written) <= 0.5


@needs_data
def test_kodcodes_recorded_completions_are_read_and_their_defects_refused() -> None:
    reasons: Counter[str] = Counter()
    for folder in ("prefill", "algorithm"):
        replies = {
            str(row["metadata"]["instruction"]): row["messages"][-1]["content"]
            for row in recorded(folder, "complete_style_responses")
        }
        for where, triplet in instruct_rows():
            if where == folder:
                made = CompleteStyle().from_reply(triplet, replies[triplet.question])
                reasons[made.reason if isinstance(made, Dropped) else "kept"] += 1
    # KodCode keeps 95 of the 108, 14 of them with the function's body in the prompt.
    assert reasons["kept"] >= 74 and reasons["gives_solution"] == 14 and reasons["marks_missing"] == 13, reasons


@needs_data
def test_real_functions_become_verified_online_judge_tasks(judge: Judge) -> None:
    triplets = [triplet for _, triplet in instruct_rows()]
    made = list(OnlineJudgeStyle().convert_many(((one, None) for one in triplets), judge))
    reasons = Counter(one.reason if isinstance(one, Dropped) else "kept" for one in made)
    assert reasons["kept"] >= 85 and reasons["not_verified"] == 0, reasons
    assert all(
        0 < len(one.visible_cases or ()) <= len(json.loads(one.test)) / 2 for one in made if isinstance(one, Triplet)
    )
