"""Subtasks pay as a whole: in verdicts on Python and C++, in rewards, and in what `eval` adds up."""

import json
import shutil
from collections.abc import Iterator

import pytest

from kodenv.errors import DataError
from kodenv.judge import Judge
from kodenv.records import CaseStatus, Status, Triplet, Verdict
from kodenv.rewards import fraction_passed, points_share
from kodenv.scores import Questions, Runs
from kodenv.subtasks import score_subtasks, worth_running

# Numbers below 10 are small, 20 and 21 large, 0 is an edge case of both.
PAIRS = [{"input": f"{number}\n", "output": f"{number + 1}\n"} for number in (1, 2, 20, 21, 0, 3)]
SUBTASKS = [
    {"name": "small", "points": 20, "cases": ["case_1", "case_2", "case_5"]},
    {"name": "large", "points": 50, "cases": ["case_3", "case_4", "case_5"]},
    {"name": "three", "points": 30, "cases": ["case_6"]},
]
PROGRAMS = {
    "python": "n = int(input())\n{}\nprint(n + 1)\n",
    "cpp": '#include <cstdio>\nint main() {{ int n; scanf("%d", &n);\n{}\nprintf("%d\\n", n + 1); }}\n',
}
LARGE_NEVER_ENDS = {"python": "while n >= 20: pass", "cpp": "for (volatile int i = 0; n >= 20; i++) {}"}


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(cache=False, timeout_s=0.5, memory_mb=256) as made:
        yield made


@pytest.fixture(params=["python", "cpp"])
def language(request: pytest.FixtureRequest) -> str:
    if request.param == "cpp" and shutil.which("g++") is None:
        pytest.skip("there is no g++ here")
    return str(request.param)


def triplet(language: str = "python", **changes: object) -> Triplet:
    row = {"question_id": "q", "question": "?", "language": language, "test_format": "stdio",
           "test": json.dumps(PAIRS), "subtasks": SUBTASKS}  # fmt: skip
    return Triplet(**{**row, **changes})


def won(verdict: Verdict) -> dict[str, float]:
    return {one.name: one.won for one in verdict.subtasks}


def test_a_subtask_pays_when_all_its_cases_pass(judge: Judge, language: str) -> None:
    one, program = triplet(language), PROGRAMS[language]
    right = judge.judge(one, program.format(""))
    assert right.solved and won(right) == {"small": 20, "large": 50, "three": 30}
    edge = judge.judge(one, program.format("n -= n == 0;"))
    assert (edge.status, edge.passed) == (Status.FAILED, 5)
    assert won(edge) == {"small": 0, "large": 0, "three": 30}, "the case that both subtasks share"
    assert points_share(edge) == pytest.approx(0.3) and fraction_passed(edge) == pytest.approx(5 / 6)
    assert [(s.passed, s.total) for s in edge.subtasks] == [(2, 3), (2, 3), (1, 1)]
    assert Verdict.from_row(json.loads(json.dumps(edge.to_row()))).subtasks == edge.subtasks


def test_a_program_too_slow_for_one_subtask_wins_the_others(judge: Judge, language: str) -> None:
    verdict = judge.judge(triplet(language), PROGRAMS[language].format(LARGE_NEVER_ENDS[language]))
    assert verdict.status is Status.TIMEOUT and won(verdict) == {"small": 20, "large": 0, "three": 30}
    statuses = [case.status for case in verdict.cases]
    assert statuses[2:4] == [CaseStatus.TIMEOUT, CaseStatus.NOT_RUN] and statuses.count(CaseStatus.PASSED) == 4
    assert points_share(verdict) == 0.5


def test_cases_with_points_of_their_own_are_run_past_a_limit(judge: Judge, language: str) -> None:
    one = triplet(language, subtasks=None, points=[1, 2, 4, 0, 8, 16])
    verdict = judge.judge(one, PROGRAMS[language].format(LARGE_NEVER_ENDS[language]))
    assert [case.status for case in verdict.cases][3] is CaseStatus.NOT_RUN, "it is worth nothing"
    assert points_share(verdict) == pytest.approx(27 / 31)
    plain = judge.judge(triplet(language, subtasks=None), PROGRAMS[language].format(LARGE_NEVER_ENDS[language]))
    assert [case.status for case in plain.cases][3:] == [CaseStatus.NOT_RUN] * 3 and plain.subtasks == ()


def test_too_much_output_ends_it_for_all_cases(judge: Judge) -> None:
    verdict = judge.judge(triplet(), PROGRAMS["python"].format("if n == 1: print('x' * (1 << 25))"))
    assert verdict.status is Status.OUTPUT and verdict.cases[-1].status is CaseStatus.NOT_RUN


def test_a_program_checker_is_asked_about_the_cases_past_a_limit(judge: Judge) -> None:
    source = "import sys\nsys.exit(open(sys.argv[2]).read() != open(sys.argv[3]).read())\n"
    one = triplet(checker={"kind": "program", "language": "python", "source": source})
    verdict = judge.judge(one, PROGRAMS["python"].format(LARGE_NEVER_ENDS["python"]))
    assert won(verdict) == {"small": 20, "large": 0, "three": 30}


def test_a_program_that_never_ran_won_nothing(judge: Judge) -> None:
    verdict = judge.judge(triplet(), None)
    assert verdict.subtasks == () and points_share(verdict) == 0.0


BAD = {
    "subtasks: expected a list": [],
    r"subtasks\[0\]: expected": ["case_1"],
    r"subtasks\[0\].points: expected a number": [{"points": -1, "cases": ["case_1"]}],
    r"subtasks\[0\].cases: expected ids of cases": [{"points": 1, "cases": ["case_1", "case_1"]}],
    r"subtasks\[0\].cases: expected ids from case_1 to case_6, got 'case_7'": [{"points": 1, "cases": ["case_7"]}],
    "expected different names, got '2' twice": [{"name": "2", "points": 1, "cases": ["case_1"]},
                                                {"points": 1, "cases": ["case_2"]}],
}  # fmt: skip


@pytest.mark.parametrize("wanted", BAD)
def test_subtasks_that_cannot_be_used_are_told(judge: Judge, wanted: str) -> None:
    verdict = judge.judge(triplet(subtasks=BAD[wanted]), "print(int(input()) + 1)\n")
    assert verdict.status is Status.UNSCORED
    with pytest.raises(AssertionError, match=wanted):
        raise AssertionError(verdict.message)


def test_points_of_cases_and_of_subtasks_exclude_each_other(judge: Judge) -> None:
    verdict = judge.judge(triplet(points=[1] * 6), "print(int(input()) + 1)\n")
    assert verdict.status is Status.UNSCORED and "got both" in verdict.message


def test_a_row_keeps_its_subtasks_and_has_none_where_none_are_stated() -> None:
    row = triplet().to_row()
    assert Triplet.from_row(row).subtasks == SUBTASKS and Triplet.from_row(row).to_row() == row
    assert "subtasks" not in triplet(subtasks=None).to_row()
    with pytest.raises(DataError, match="subtasks: expected a list or null"):
        Triplet.from_row({**row, "subtasks": "all"})


def test_what_a_verdict_depends_on_has_its_subtasks_in_it(judge: Judge) -> None:
    program = "print(int(input()) + 1)\n"
    plain, grouped = judge.judge(triplet(subtasks=None), program), judge.judge(triplet(), program)
    other = judge.judge(triplet(subtasks=[*SUBTASKS[:2], {**SUBTASKS[2], "points": 31}]), program)
    assert len({one.digest for one in (plain, grouped, other)}) == 3


def test_worth_running_leaves_out_what_can_win_nothing() -> None:
    assert worth_running(SUBTASKS, None, {2}, 3) == [4, 5]
    assert worth_running(SUBTASKS, None, {4}, 5) == [5]
    assert worth_running([{**SUBTASKS[2], "points": 0}], None, {0}, 1) == []
    assert worth_running(None, [1, 0, 1], {0}, 1) == [2]


def test_eval_adds_up_points_full_solves_and_the_best_samples() -> None:
    questions = Questions.of([triplet(), triplet(question_id="p", subtasks=None, points=[5] * 6)])
    runs = Runs(questions.points)
    every = {f"case_{number}" for number in range(1, 7)}
    for index, held in enumerate((every - {"case_1"}, every, every - {"case_6"})):
        subtasks = [one.to_row() for one in score_subtasks(SUBTASKS, held)]
        cases = [{"status": "PASSED" if f"case_{n}" in held else "FAILED"} for n in range(1, 7)]
        status = "PASSED" if held == every else "FAILED"
        runs.add({"question_id": "q", "sample_index": index, "status": status, "subtasks": subtasks, "cases": cases})
        runs.add({"question_id": "p", "sample_index": index, "status": "FAILED", "cases": cases[:index]})
    points = runs.describe_points()
    assert points is not None and (points["possible"], points["questions"]) == (130.0, 2)
    assert points["runs"] == [80.0, 105.0, 80.0] and points["mean"] == pytest.approx(265 / 3)
    assert points["full"] == [0, 1, 0] and points["best"] == 110.0
