"""Under-specified questions: every name that a suite needs stands in the question, is added to it, or is flagged."""

import gzip
import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from kodenv.records import Triplet
from synth.underspecified import check_specification, repair_question

DATA = os.environ.get("KODENV_REAL_DATA")
needs_data = pytest.mark.skipif(DATA is None, reason="KODENV_REAL_DATA is not set to the folder of real data")

SOLUTION = """\
LIMIT: int = 3
WORDS = ["a"]


def add_all(numbers: list[int], start: int = 0) -> int:
    return sum(numbers, start)


class Pile:
    def __init__(self, items=()):
        self.items = list(items)

    def put(self, item):
        self.items.append(item)

    def unused(self):
        return 1
"""
TRIPLET = Triplet(
    question_id="q",
    question="Add up all numbers.",
    solution=SOLUTION,
    test="from solution import add_all\n\ndef test_a():\n    assert add_all([1]) == 1\n",
)


def test_a_name_that_the_question_never_gives_is_added_with_its_parameters() -> None:
    repaired = repair_question(TRIPLET)
    assert repaired.question == (
        "Add up all numbers.\n\nUse exactly these names and parameters:\n\n```python\n"
        "def add_all(numbers: list[int], start: int=0) -> int: ...\n```"
    )
    assert repaired.extra == {"underspecified": ["add_all"], "specification": "repaired"}
    assert repair_question(repaired) is repaired
    assert (repaired.solution, repaired.test) == (TRIPLET.solution, TRIPLET.test)


def test_a_question_that_gives_the_name_stays_as_it_is() -> None:
    for question in ("Write `add_all`.", "def add_all(numbers):", "Call it add_all, please."):
        given = replace(TRIPLET, question=question)
        assert repair_question(given) is given
    longer = replace(TRIPLET, question="Write add_all_up.")
    assert repair_question(longer).extra["underspecified"] == ["add_all"]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("Add two numbers.", False),
        ("Please add them.", False),
        ("Write a function add that adds.", True),
        ("Write a function called add.", True),
        ("Write `add(a, b)`.", True),
        ("Return add(1, 2).", True),
        ("Complete\n```python\ndef add(a, b):\n```", True),
        ("Use `def add(a, b):` as it is.", True),
        ("Additive. ADD.", False),
    ],
)
def test_an_everyday_word_is_no_name_unless_it_is_told_as_one(question: str, given: bool) -> None:
    found = check_specification(question, "from solution import add\n", "def add(a, b): return a + b\n")
    assert found.complete is given


@pytest.mark.parametrize(
    ("test", "needed"),
    [
        ("from solution import add_all, LIMIT", ["LIMIT", "add_all"]),
        ("from solution import add_all as f", ["add_all"]),
        ("import solution\nassert solution.add_all([]) == 0", ["add_all"]),
        ("import solution as s\nassert s.WORDS", ["WORDS"]),
        ("from solution import *\nassert add_all([1]) == 1", ["add_all"]),
        ("assert add_all([1]) == 1", ["add_all"]),  # the runner star-imports the solution
        ("def test_a():\n    from solution import Pile\n    Pile()", ["Pile"]),
        ("def add_all(x): return 1\nassert add_all(2) == 1", []),  # its own function, not the solution's
        ("WORDS = 3\nassert WORDS", []),
        ("from os import add_all\nadd_all()", []),
        ("assert max([1]) == 1", []),
        ("this does not parse", []),
    ],
)
def test_what_a_suite_takes_from_the_solution(test: str, needed: list[str]) -> None:
    assert list(check_specification("", test, SOLUTION).needed) == needed


def test_a_class_is_declared_with_the_methods_that_the_suite_uses() -> None:
    test = (
        "from solution import Pile\n\ndef test_a():\n    pile = Pile()\n    pile.put(1)\n    assert pile.items == [1]\n"
    )
    found = check_specification("Write a class.", test, SOLUTION)
    assert found.missing == ("Pile",) and found.attributes == ("Pile.put",)
    assert found.declarations == ("class Pile:\n    def __init__(self, items=()): ...\n    def put(self, item): ...",)
    known = check_specification("Write a class Pile.", test, SOLUTION)
    assert known.missing == () and known.attributes == ("Pile.put",) and known.declarations == found.declarations
    assert check_specification("Write a class Pile that can put.", test, SOLUTION).complete


def test_a_parameter_that_is_passed_by_name_must_be_given_too() -> None:
    test = "from solution import add_all\n\ndef test_a():\n    assert add_all([1], start=2) == 3\n"
    found = check_specification("Write add_all(numbers).", test, SOLUTION)
    assert found.keywords == ("add_all(start=)",) and "start: int=0" in found.declarations[0]
    assert check_specification("Write add_all(numbers, start).", test, SOLUTION).complete


def test_what_cannot_be_declared_is_flagged_and_the_question_stays() -> None:
    lacking = replace(TRIPLET, test="from solution import nowhere\n")
    flagged = repair_question(lacking)
    assert flagged.question == lacking.question
    assert flagged.extra == {"underspecified": ["nowhere"], "specification": "flagged"}
    code = replace(TRIPLET, style="complete")
    assert repair_question(code).extra["specification"] == "flagged" and repair_question(code).question == code.question


def test_programs_that_read_the_standard_input_need_no_names() -> None:
    program = replace(TRIPLET, test="[]", test_format="stdio")
    assert repair_question(program) is program


@needs_data
def test_most_of_kodcodes_rejected_responses_belong_to_questions_that_are_under_specified() -> None:
    assert DATA is not None
    rows: Counter[str] = Counter()
    rejected: Counter[bool] = Counter()
    for folder in ("prefill", "algorithm"):
        open_names = {}
        with gzip.open(Path(DATA, "kodcode_demo", folder, "triplets.jsonl.gz"), "rt") as file:
            for line in file:
                triplet = Triplet.from_row(json.loads(line))
                found = check_specification(triplet.question, triplet.test, triplet.solution)
                repaired = repair_question(triplet)
                assert (
                    found.complete
                    or check_specification(repaired.question, triplet.test, triplet.solution).complete
                    or (triplet.question_id.endswith("_C") or found.undeclared)
                )
                open_names[triplet.question_id] = not found.complete
                rows[triplet.question_id[-1]] += not found.complete
                rows["all"] += 1
        with gzip.open(Path(DATA, "kodcode_demo", folder, "sft_r1.jsonl.gz"), "rt") as file:
            for line in file:
                row = json.loads(line)
                rejected[open_names[row["question_id"]]] += row["r1_pass_sequence"].count(0)
    assert rows == {"I": 92, "C": 1, "all": 203}
    assert rejected == {True: 96, False: 46}
