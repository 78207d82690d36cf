"""What a program gains in ``split`` from breaking things, and from answers that hold nothing."""

import pytest

from kodenv import Judge, Triplet

TEST = "from solution import f\n\ndef test_small():\n    assert f(3) == 9\n"
SQUARE = "def f(n):\n    return n * n\n"
ENDS_ITS_NEIGHBOURS = """
import os
own = os.getpid()
for pid in range(own + 1, own + 4):
    try:
        os.kill(pid, SIGNAL)
    except OSError:
        pass
def f(n):
    return 0
"""


def triplet(test: str = TEST, solution: str = SQUARE, timeout_s: float = 5.0) -> Triplet:
    return Triplet(
        question_id="q", question="", test=test, test_format="pytest", solution=solution, entry_point="f",
        limits={"timeout_s": timeout_s},
    )  # fmt: skip


@pytest.mark.parametrize("number", [9, 19])
def test_a_program_that_ends_its_suites_process_early_is_judged(number: int) -> None:
    one = triplet(timeout_s=1.0)
    program = ENDS_ITS_NEIGHBOURS.replace("SIGNAL", str(number))
    with Judge(cache=False, isolation="split", without_layers=["landlock"]) as judge:
        said = [verdict.status.name for verdict in judge.judge_many([(one, program)] * 6)]
    assert not {"PASSED", "UNSCORED"} & set(said)


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False, isolation="split") as made:
        yield made


LOOP = "from solution import f\ndef test_all():\n    f(0)\n    for n in f(5):\n        assert n >= 0\n    assert True\n"


def test_an_empty_answer_is_none_where_the_reference_gives_something(judge: Judge) -> None:
    one = triplet(LOOP, "def f(n):\n    return list(range(n + 1))\n")
    assert judge.judge(one, one.solution).status.name == "PASSED"
    assert "empty" in judge.judge(one, "def f(n):\n    return []\n").message


def test_an_empty_answer_that_nobody_looks_at_is_of_no_account(judge: Judge) -> None:
    one = triplet(LOOP, "def f(n):\n    return list(range(n + 1))\n")
    assert judge.judge(one, "def f(n):\n    return list(range(n))\n").status.name == "PASSED"


def test_an_empty_answer_is_one_where_the_reference_gives_one_too(judge: Judge) -> None:
    one = triplet(LOOP.replace("f(0)", "assert not f(0)"), "def f(n):\n    return list(range(n))\n")
    assert judge.judge(one, "def f(n):\n    return tuple(range(n))\n").status.name == "PASSED"


DRAINED = "from solution import f\n\ndef test_all():\n    assert list(f(0)) == []\n    assert list(f(2)) == [0, 1]\n"
LAZY = "def f(n):\n    yield from range(n)\n"
EAGER = "def f(n):\n    return list(range(n))\n"


@pytest.mark.parametrize("reference", [LAZY, EAGER])
@pytest.mark.parametrize("program", [LAZY, EAGER])
def test_an_iterator_without_items_is_as_empty_as_a_list(judge: Judge, reference: str, program: str) -> None:
    assert judge.judge(triplet(DRAINED, reference), program).status.name == "PASSED"


def test_an_iterator_without_items_is_no_way_around_a_loop(judge: Judge) -> None:
    one = triplet(LOOP.replace("    f(0)\n", ""), LAZY)
    assert judge.judge(one, EAGER).status.name == "PASSED"
    assert judge.judge(one, "def f(n):\n    yield from ()\n").status.name == "FAILED"
    assert judge.judge(one, "def f(n):\n    return iter(())\n").status.name == "FAILED"


def test_an_iterator_that_was_used_up_is_not_empty(judge: Judge) -> None:
    suite = "from solution import f\n\ndef test_all():\n    it = f(3)\n    assert sum(it) == 3 and sum(it) == 0\n"
    assert judge.judge(triplet(suite, LAZY), "def f(n):\n    return iter(range(n))\n").status.name == "PASSED"


def test_a_thread_of_the_tests_that_dies_with_the_reference_too_is_of_no_account(judge: Judge) -> None:
    test = """
import threading
from solution import f

def test_dies():
    thread = threading.Thread(target=f, args=("x",))
    thread.start()
    thread.join()
    assert f(3) == 9
"""
    assert judge.judge(triplet(test), SQUARE).status.name == "PASSED"
