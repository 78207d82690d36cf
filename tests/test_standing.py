"""What the reference solution fixes: the mode, what the program's objects may say, and which planted cases count."""

from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

GOOD = "def double(x):\n    return 2 * x\n"
SUITE = """
from solution import double

def test_small():
    assert double(4) == 8

def test_none():
    assert double(0) == 0
"""


def triplet(test: str = SUITE, solution: str = GOOD, **fields) -> Triplet:
    return Triplet(question_id="q", question="?", test=test, solution=solution, **fields)


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False) as made:
        yield made


def test_a_plain_suite_is_judged_apart_from_the_program_with_planted_cases(judge: Judge) -> None:
    verdict = judge.judge(triplet(), GOOD)
    assert (verdict.status, verdict.passed, verdict.total) == (Status.PASSED, 2, 2)
    assert verdict.isolation.mode == "split"
    assert "planted_cases" in verdict.isolation.layers
    assert [case.id for case in verdict.cases] == ["test_small", "test_none"]


SOURCE_READER = """
import inspect
import solution

def test_source():
    assert "return" in inspect.getsource(solution.double)
    assert solution.double(1) == 2
"""


def test_a_suite_that_reads_the_source_is_judged_together_with_the_program(judge: Judge) -> None:
    assert judge.judge(triplet(SOURCE_READER), GOOD).isolation.mode == "shared"
    assert judge.judge(triplet(SOURCE_READER), GOOD).status is Status.PASSED


def test_a_suite_that_is_not_eligible_is_unscored_where_split_was_asked_for() -> None:
    with Judge(cache=False, isolation="split") as judge:
        verdict = judge.judge(triplet(SOURCE_READER), GOOD)
    assert verdict.status is Status.UNSCORED
    assert "not eligible for split isolation: its reference solution is" in verdict.message


@pytest.mark.parametrize("isolation", ["auto", "split"])
def test_without_a_reference_nothing_is_split(isolation: str) -> None:
    with Judge(cache=False, isolation=isolation) as judge:
        verdict = judge.judge(triplet(solution=""), GOOD)
    assert verdict.isolation.mode == "shared"
    assert verdict.status is (Status.PASSED if isolation == "auto" else Status.UNSCORED)


ALWAYS = """
class Always:
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 0
def double(x):
    return Always()
"""


@pytest.mark.parametrize("isolation", ["shared", "split"])
def test_an_object_that_equals_everything_passes_nothing(isolation: str) -> None:
    with Judge(cache=False, isolation=isolation) as judge:
        verdicts = [judge.judge(triplet(), ALWAYS) for _ in range(8)]
    assert {verdict.status for verdict in verdicts} == {Status.FAILED}


VECTORS = """
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
"""
VECTOR_SUITE = """
from solution import Vector

def test_add():
    assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)

def test_zero():
    assert Vector(1, 2) + Vector(0, 0) == Vector(1, 2)
"""


def test_objects_of_the_programs_own_are_compared_under_planted_cases() -> None:
    question = triplet(VECTOR_SUITE, VECTORS)
    liar = VECTORS.replace("Vector(self.x + other.x, self.y + other.y)", "_ONE")
    liar = liar.replace("return isinstance", "return other is _ONE or self is _ONE or isinstance")
    with Judge(cache=False, isolation="split") as judge:
        right = judge.judge(question, VECTORS)
        verdicts = [judge.judge(question, liar + "\n_ONE = Vector(4, 6)\n") for _ in range(6)]
    assert (right.status, "planted_cases" in right.isolation.layers) == (Status.PASSED, True)
    assert {verdict.status for verdict in verdicts} == {Status.FAILED}


def test_a_planted_case_that_passes_voids_the_verdict() -> None:
    with Judge(cache=False, isolation="shared") as judge:
        verdict = judge.judge(triplet(), ALWAYS)
    assert verdict.message.startswith("tampered with")
    assert verdict.passed == 0


def test_without_plants_the_same_object_would_pass_together_with_its_suite() -> None:
    with Judge(cache=False, isolation="shared", plants=False) as judge:
        assert judge.judge(triplet(), ALWAYS).status is Status.PASSED


EMPTY_LOOP = """
from solution import double

def test_each():
    for value in double([1, 2]):
        assert value in (1, 2)
"""


@pytest.mark.parametrize("isolation", ["shared", "split"])
def test_a_case_that_reaches_no_check_is_not_passed(isolation: str) -> None:
    with Judge(cache=False, isolation=isolation) as judge:
        right = judge.judge(
            triplet(EMPTY_LOOP, "def double(x):\n    return x + x\n"), "def double(x):\n    return x * 2\n"
        )
        empty = judge.judge(
            triplet(EMPTY_LOOP, "def double(x):\n    return x + x\n"), "def double(x):\n    return []\n"
        )
    assert right.status is Status.PASSED
    assert (empty.status, empty.message) == (Status.FAILED, "test_each: passed without reaching any of its checks")


def test_what_was_measured_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "verdicts.sqlite"
    with Judge(cache=store) as judge:
        first = judge.judge(triplet(), GOOD)
    monkeypatch.setattr("kodenv.decks.measure", lambda *_: pytest.fail("measured again"))
    with Judge(cache=store) as judge:
        assert judge.judge(triplet(), GOOD + "\n").status is first.status


def test_a_verdict_from_the_store_needs_no_planted_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "verdicts.sqlite"
    with Judge(cache=store) as judge:
        first = judge.judge(triplet(), GOOD)

    def look(*_: object) -> None:
        raise RuntimeError("looked for plants")

    monkeypatch.setattr("kodenv.dealing.find_plants", look)
    with Judge(cache=store) as judge:
        assert judge.judge(triplet(), GOOD).cases == first.cases
        with pytest.raises(RuntimeError, match="looked for plants"):
            judge.judge(triplet(), GOOD + "\n")


def test_a_damaged_row_of_the_store_is_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "verdicts.sqlite"
    monkeypatch.setattr("kodenv.standing.Standing.to_row", lambda _: {"mode": "split"})
    with Judge(cache=store) as judge:
        judge.judge(triplet(), GOOD)
    monkeypatch.undo()
    with Judge(cache=store) as judge:
        assert judge.judge(triplet(), GOOD + "\n").status is Status.PASSED


def test_a_wrong_reference_leaves_programs_to_the_suite(judge: Judge) -> None:
    wrong = triplet(solution="def double(x):\n    return x\n")
    assert judge.judge(wrong, GOOD).status is Status.PASSED
    assert judge.judge(wrong, wrong.solution).status is Status.FAILED


ROWS = """
def test_rows():
    from solution import tidy
    rows = [[3, 1], [2, 0]]
    assert tidy(rows) == [[1, 3], [0, 2]]

def test_pair():
    from solution import both
    numbers = [2, 1]
    assert both(numbers) == ([1, 2], 2)
"""
IN_PLACE = """
def tidy(rows):
    for row in rows:
        row.sort()
    return rows

def both(numbers):
    numbers.sort()
    return numbers, len(numbers)
"""
APART = """
def tidy(rows):
    return [sorted(row) for row in rows]

def both(numbers):
    return sorted(numbers), len(numbers)
"""


def test_a_program_may_change_its_arguments_and_answer_with_them() -> None:
    with Judge(cache=False, isolation="split") as judge:
        verdict = judge.judge(triplet(ROWS, APART), IN_PLACE)
    assert (verdict.status, verdict.message) == (Status.PASSED, "")
