"""Line coverage of programs that pass: what `--choose coverage` ranks by."""

import json

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

PROGRAM = "def f(x):\n    if x > 5:\n        return 1\n    return x + 1\n"
ONE_BRANCH, BOTH = 0.75, 1.0
LIAR = """import os
for fd in range(3, 40):
    try:
        os.write(fd, b'["", "LINES", "9/9"]\\n')
    except OSError:
        pass
"""


@pytest.fixture(scope="module")
def judge():
    with Judge(cache=False, coverage=True) as made:
        yield made


def task(test: str, test_format: str) -> Triplet:
    return Triplet(question_id="q", question="?", solution=PROGRAM, test=test, test_format=test_format)


@pytest.mark.parametrize(
    ("test_format", "test", "program", "share"),
    [
        ("pytest", "from solution import f\ndef test_a():\n    assert f(1) == 2\n", PROGRAM, ONE_BRANCH),
        ("pytest", "def test_a():\n    assert f(1) == 2\ndef test_b():\n    assert f(9) == 1\n", PROGRAM, BOTH),
        ("assert", "assert f(1) == 2\n", PROGRAM, ONE_BRANCH),
        ("stdio", json.dumps([{"input": "1", "output": "2"}]), PROGRAM + "print(f(int(input())))\n", 0.8),
        (
            "stdio",
            json.dumps([{"input": "1", "output": "2"}, {"input": "9", "output": "1"}]),
            PROGRAM + "print(f(int(input())))\n",
            BOTH,
        ),
    ],
)
def test_the_share_of_lines_that_ran(judge: Judge, test_format: str, test: str, program: str, share: float) -> None:
    verdict = judge.judge(task(test, test_format), program)
    assert verdict.status is Status.PASSED, verdict.message
    assert verdict.measured.line_coverage == pytest.approx(share)


WAYS = """def g(xs):
    total = 0
    for x in xs:
        if x > 2:
            total += x
        elif x == 0:
            break
    while total > 100:
        total -= 1
    if (total and
            xs):
        return total
    for x in xs: pass
    return -1
if __name__ == "__main__":
    g([])
"""


@pytest.mark.parametrize(
    ("calls", "ways"),
    [
        ("g([])", 3),  # past the loop, past the second loop, past the condition
        ("g([3])", 5),  # into the loop and past it, into its condition, past the second loop, into the last condition
        ("g([1])", 6),
        ("g([0])", 5),  # broken off, so never past the loop
        ("g([3, 1]), g([0]), g([]), g([101])", 10),
    ],
)
def test_the_share_of_ways_that_branches_went(judge: Judge, calls: str, ways: int) -> None:
    test = f"def test_a():\n    {calls}\n    assert True\n"
    triplet = Triplet(question_id="q", question="?", solution=WAYS, test=test)
    assert judge.judge(triplet, WAYS).measured.branch_coverage == pytest.approx(ways / 10)


def test_what_is_learned_late_counts(judge: Judge) -> None:
    program = """def f(n):
    total = 0
    for i in range(n):
        if i == 3000:
            total += 5
        elif g(i) > 2900:
            total += 1
    return total

def g(i):
    if i == 2999:
        return 4000
    return 0
"""
    triplet = Triplet(
        question_id="q", question="?", solution=program, test="assert f(4000) == 6\n", test_format="assert"
    )
    measured = judge.judge(triplet, program).measured
    assert (measured.line_coverage, measured.branch_coverage) == (1, 1)


def test_a_program_without_branches_has_none_left_out(judge: Judge) -> None:
    program = "def f(x):\n    return x + 1 if x < 5 else 1\n"
    triplet = Triplet(question_id="q", question="?", solution=program, test="assert f(1) == 2\n", test_format="assert")
    assert judge.judge(triplet, program).measured.branch_coverage == 1


def test_programs_that_do_not_pass_are_not_traced(judge: Judge) -> None:
    assert judge.judge(task("assert f(1) == 3\n", "assert"), PROGRAM).measured.line_coverage is None


def test_a_program_that_writes_into_the_channel_is_failed_every_time(judge: Judge) -> None:
    with Judge(cache=False) as plain:
        found = [made.judge(task("assert f(1) == 2\n", "assert"), LIAR + PROGRAM) for made in (judge, plain) * 3]
    assert {verdict.status for verdict in found} == {Status.FAILED}
    assert len({verdict.message for verdict in found}) == 1
