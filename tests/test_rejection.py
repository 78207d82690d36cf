import dataclasses

import pytest
from fake_judge import FakeJudge

from kodenv.errors import ConfigError
from kodenv.records import Triplet
from kodenv.rejection import EXPLANATION, Reason, Rule, select
from kodenv.rollout import Rollout

TRIPLET = Triplet(question_id="q", question="?", test="t")


def rollout(index: int, status: str, *, chars: int = 10, finish_reason: str | None = None) -> Rollout:
    program = None if status == "NO_PROGRAM" else f"# {status.lower()}"
    (verdict,) = FakeJudge().judge_many([(TRIPLET, program)])
    assert verdict.status == status
    return Rollout(
        question_id="q",
        sample_index=index,
        question="?",
        subset=None,
        source=None,
        license=None,
        difficulty=None,
        language="python",
        seed=None,
        completion="x" * chars,
        finish_reason=finish_reason,
        reasoning=None,
        program=program,
        rule=None,
        renamed_from=None,
        verdict=verdict,
    )


EVERY = ["PASSED", "FAILED", "ERROR", "TIMEOUT", "MEMORY", "OUTPUT", "NO_PROGRAM", "UNSCORED"]


def kept(reasons: list[Reason]) -> list[int]:
    return [place for place, reason in enumerate(reasons) if reason is Reason.KEPT]


@pytest.mark.parametrize(
    ("keep", "expected"), [("solved", [0]), ("unsolved", [1, 2, 3, 4, 5, 6]), ("all", [0, 1, 2, 3, 4, 5, 6])]
)
def test_each_keep_mode_takes_its_statuses_and_never_unscored(keep, expected):
    reasons = select([rollout(index, status) for index, status in enumerate(EVERY)], Rule(keep=keep))
    assert kept(reasons) == expected
    assert reasons[7] is Reason.UNSCORED


def test_the_reason_says_why_a_rollout_was_dropped():
    rows = [rollout(0, "PASSED"), rollout(1, "FAILED")]
    assert select(rows, Rule(keep="solved")) == [Reason.KEPT, Reason.NOT_SOLVED]
    assert select(rows, Rule(keep="unsolved")) == [Reason.SOLVED, Reason.KEPT]


def test_a_cut_reply_is_dropped_in_every_mode():
    rows = [rollout(0, "PASSED", finish_reason="length"), rollout(1, "FAILED", finish_reason="length")]
    for keep in ("solved", "unsolved", "all"):
        assert select(rows, Rule(keep=keep)) == [Reason.TRUNCATED, Reason.TRUNCATED]


def test_all_keeps_every_eligible_one_unless_bounded():
    rows = [rollout(index, "PASSED") for index in range(4)]
    assert kept(select(rows, Rule())) == [0, 1, 2, 3]
    assert kept(select(rows, Rule(max_per_question=2))) == [0, 1]


def test_first_takes_the_lowest_sample_index_whatever_the_order():
    rows = [rollout(5, "PASSED"), rollout(2, "PASSED"), rollout(0, "FAILED")]
    assert select(rows, Rule(choose="first")) == [Reason.NOT_CHOSEN, Reason.KEPT, Reason.NOT_SOLVED]


def test_shortest_takes_the_shortest_completions_ties_by_sample_index():
    rows = [rollout(i, "PASSED", chars=chars) for i, chars in enumerate([30, 10, 20, 10])]
    assert kept(select(rows, Rule(choose="shortest"))) == [1]
    assert kept(select(rows, Rule(choose="shortest", max_per_question=3))) == [1, 2, 3]


def test_shortest_never_prefers_a_wrong_program():
    rows = [rollout(0, "FAILED", chars=1), rollout(1, "PASSED", chars=99)]
    assert kept(select(rows, Rule(choose="shortest"))) == [1]


def test_coverage_takes_the_program_whose_lines_its_suite_ran_most():
    rows = [covered(0, 0.5), covered(1, 0.9), covered(2, 0.9), covered(3, None)]
    assert kept(select(rows, Rule(choose="coverage"))) == [1]
    assert kept(select(rows, Rule(choose="coverage", max_per_question=3))) == [0, 1, 2]


def covered(index: int, share: float | None) -> Rollout:
    row = rollout(index, "PASSED")
    measured = dataclasses.replace(row.verdict.measured, line_coverage=share)
    return dataclasses.replace(row, verdict=dataclasses.replace(row.verdict, measured=measured))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"keep": "solve"}, "unknown keep 'solve'; did you mean 'solved'"),
        ({"choose": "longest"}, "unknown choose 'longest'"),
        ({"max_per_question": 0}, "max_per_question: expected 1 or more, got 0"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(options, message):
    with pytest.raises(ConfigError, match=message):
        Rule(**options)


def test_every_reason_is_explained():
    assert set(EXPLANATION) == set(Reason)
