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


def test_programs_that_do_not_pass_are_not_traced(judge: Judge) -> None:
    assert judge.judge(task("assert f(1) == 3\n", "assert"), PROGRAM).measured.line_coverage is None


def test_a_program_that_writes_into_the_channel_is_failed_every_time(judge: Judge) -> None:
    with Judge(cache=False) as plain:
        found = [made.judge(task("assert f(1) == 2\n", "assert"), LIAR + PROGRAM) for made in (judge, plain) * 3]
    assert {verdict.status for verdict in found} == {Status.FAILED}
    assert len({verdict.message for verdict in found}) == 1
