"""Checker programs decide about outputs, apart from the program; points go with the cases."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict
from kodenv.rewards import points_share

PAIRS = [{"input": "3\n", "output": "any"}, {"input": "5\n", "output": "any"}]
# Right is any two numbers with the given sum; the answer's file is looked at too.
PYTHON = """import sys
given, printed, answer = (open(path).read().split() for path in sys.argv[1:])
if answer != ["any"]:
    sys.exit(3)
if len(printed) != 2 or sum(map(int, printed)) != int(given[0]):
    print("the sum is wrong")
    sys.exit(1)
"""
CPP = """#include <cstdio>
int main(int, char** files) {
    FILE *in = fopen(files[1], "r"), *out = fopen(files[2], "r"), *answer = fopen(files[3], "r");
    int wanted, a, b;
    if (!answer || fscanf(in, "%d", &wanted) != 1) return 3;
    return fscanf(out, "%d %d", &a, &b) == 2 && a + b == wanted ? 0 : 1;
}
"""
CHECKERS = {"python": PYTHON, "cpp": CPP}
PROGRAM = "n = int(input())\nprint(n - 1, 1)\n"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=5) as made:
        yield made


def triplet(language: str = "python", source: str | None = None, **changes: Any) -> Triplet:
    if language == "cpp" and shutil.which("g++") is None:
        pytest.skip("there is no g++ here")
    checker = {"kind": "program", "language": language, "source": CHECKERS[language] if source is None else source}
    row = {"question_id": "q", "question": "?", "test_format": "stdio", "test": json.dumps(PAIRS), "checker": checker}
    return Triplet(**{**row, **changes})


def told(verdict: Verdict) -> str:
    return f"{verdict.status} {verdict.message}"


@pytest.mark.parametrize("language", CHECKERS)
def test_a_checker_decides(judge: Judge, language: str) -> None:
    one = triplet(language)
    right, wrong = judge.judge(one, PROGRAM), judge.judge(one, PROGRAM.replace("n - 1", "2"))
    assert right.solved and right.total == 2, told(right)
    assert (wrong.status, wrong.passed) == (Status.FAILED, 1) and "case_2: the checker refused" in wrong.message


def test_a_cpp_program_is_checked_too(judge: Judge) -> None:
    if shutil.which("g++") is None:
        pytest.skip("there is no g++ here")
    program = '#include <cstdio>\nint main() { int n; scanf("%d", &n); printf("%d 1\\n", n - 1); }\n'
    one = dataclasses.replace(triplet(), language="cpp")
    verdict = judge.judge(one, program)
    assert verdict.solved, told(verdict)


@pytest.mark.parametrize("body", ["raise ValueError('mine')", "import sys; sys.exit(3)", "import os; os.abort()"])
def test_a_checker_that_fails_is_ours(judge: Judge, body: str) -> None:
    verdict = judge.judge(triplet(source=body), PROGRAM)
    assert verdict.status is Status.UNSCORED and "the checker gave no answer on case_1" in verdict.message


def test_a_checker_that_does_not_compile_is_ours(judge: Judge) -> None:
    verdict = judge.judge(triplet("cpp", "int main() { return x; }"), PROGRAM)
    assert verdict.status is Status.UNSCORED and "the checker does not compile" in verdict.message


def test_a_program_that_crashes_is_never_checked(judge: Judge) -> None:
    verdict = judge.judge(triplet(source="pass"), "print(1, 2)\nraise SystemExit(1)\n")
    assert verdict.status is Status.ERROR and verdict.passed == 0


def test_a_program_does_not_meet_the_answer(judge: Judge) -> None:
    program = (
        "import glob, os\nn = int(input())\nfound = glob.glob('*') + glob.glob('/box/tmp/*')\n"
        "assert not found, found\nopen('answer.txt', 'w').write('mine')\nprint(n - 1, 1)\n"
    )
    verdict = judge.judge(triplet(), program)
    assert verdict.solved, told(verdict)


@pytest.mark.parametrize("checker", [{"kind": "program"}, {"kind": "program", "language": "rust", "source": "x"}])
def test_a_checker_that_cannot_be_used_is_told(judge: Judge, checker: dict[str, str]) -> None:
    verdict = judge.judge(triplet(checker=checker), PROGRAM)
    assert verdict.status is Status.UNSCORED and "the checker cannot be used: checker." in verdict.message


def test_points_go_with_the_cases(judge: Judge) -> None:
    pairs = [{"input": "1\n", "output": "1"}, {"input": "2\n", "output": "2"}, {"input": "3\n", "output": "3"}]
    one = triplet(test=json.dumps(pairs), checker=None, points=[10, 30, 60])
    part = judge.judge(one, "n = int(input())\nprint(n if n < 3 else 0)\n")
    assert (part.passed, part.total, points_share(part)) == (2, 3, 0.4)
    assert [case.points for case in part.cases] == [10, 30, 60]
    assert Verdict.from_row(part.to_row()).cases == part.cases
    assert points_share(judge.judge(one, "print(input())\n")) == 1.0
    short = judge.judge(triplet(test=json.dumps(pairs), checker=None, points=[1]), "print(input())\n")
    assert short.status is Status.UNSCORED and "points: expected one for each of the 3 cases" in short.message
