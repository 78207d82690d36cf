"""What many programs say about each other, their suite, and inputs nobody has an answer for.

Programs are rows, cases are columns. Nothing here needs to know which programs are right; where some are labelled, the
suite's true-positive and true-negative rates can be estimated.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kodenv.errors import ConfigError
from kodenv.hardening.answers import Answer
from kodenv.hardening.comparing import same_answer
from kodenv.metrics import wilson
from kodenv.records import CaseStatus, Status, Triplet, Verdict
from kodenv.rollout import JudgesMany


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Which program holds which case of a suite.

    Attributes:
        cases: The cases' ids.
        rows: For each program whether it held each case.
        solved: For each program whether it was PASSED.
    """

    cases: tuple[str, ...]
    rows: tuple[tuple[bool, ...], ...]
    solved: tuple[bool, ...]


def pass_matrix(judge: JudgesMany, triplet: Triplet, programs: Iterable[str]) -> Matrix:
    """Judge programs and return which holds which case; programs that could not be judged hold none."""
    verdicts = list(judge.judge_many((triplet, program) for program in programs))
    return matrix_of(verdicts)


def matrix_of(verdicts: Sequence[Verdict]) -> Matrix:
    """Return the matrix of verdicts on one suite."""
    cases = tuple(dict.fromkeys(case.id for verdict in verdicts for case in verdict.cases))
    rows = []
    for verdict in verdicts:
        held = {case.id for case in verdict.cases if case.status in (CaseStatus.PASSED, CaseStatus.XFAILED)}
        rows.append(tuple(case in held for case in cases))
    return Matrix(cases=cases, rows=tuple(rows), solved=tuple(one.status is Status.PASSED for one in verdicts))


def dual_agreement(matrix: Matrix) -> list[int]:
    """Return a score per program: how many programs hold just the cases that it holds, times how many cases those are.

    Source: CodeT, Chen et al. 2022 (arXiv:2207.10397), section 3.
    """
    alike: dict[tuple[bool, ...], int] = defaultdict(int)
    for row in matrix.rows:
        alike[row] += 1
    return [alike[row] * sum(row) for row in matrix.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """An answer and how many programs gave it."""

    answer: Answer
    votes: int


def consensus(
    answers: Sequence[Answer], *, threshold: float = 0.6, fewest: int = 2, in_order: bool = True
) -> Vote | None:
    """Return the answer that enough programs give, or None.

    Args:
        answers: One per program, on one input.
        threshold: The share of all programs that must give it, above one half.
        fewest: How many of them at least.
        in_order: Whether the items of lists must stand in the same order to be the same answer.

    Raises:
        ConfigError: If the threshold is not above one half.

    Source: the mutual verification of rStar-Coder, Liu et al. 2025 (arXiv:2505.21297), section 3.
    """
    if not 0.5 < threshold <= 1:
        raise ConfigError(f"threshold: expected a share above 0.5 up to 1, got {threshold!r}; leave it out for 0.6")
    groups: list[list[Answer]] = []
    for answer in answers:
        if answer.kind != "value":
            continue
        group = next((one for one in groups if same_answer(one[0], answer, in_order=in_order)), None)
        if group is None:
            groups.append([answer])
        else:
            group.append(answer)
    largest = max(groups, key=len, default=[])
    if len(largest) < max(fewest, threshold * len(answers)):
        return None
    return Vote(answer=largest[0], votes=len(largest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its 95 % interval (Wilson's); all None where nothing was counted."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share may lie; everything where nothing was counted."""
        return wilson(self.hits, self.total)

    def __str__(self) -> str:
        if not self.total:
            return "none"
        low, high = self.interval
        return f"{self.hits} of {self.total} ({self.hits / self.total:.1%}, {low:.1%} to {high:.1%})"

    def to_row(self) -> dict[str, object]:
        """Return the rate as a JSON-ready dict."""
        low, high = self.interval
        return {
            "hits": self.hits,
            "total": self.total,
            "value": self.value,
            "interval": [round(low, 6), round(high, 6)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteRates:
    """What a suite does to programs that are known to be right or wrong.

    Attributes:
        accepted_right: Right programs that it accepts: the true-positive rate.
        rejected_wrong: Wrong programs that it rejects: the true-negative rate.
    """

    accepted_right: Rate
    rejected_wrong: Rate


def suite_rates(labelled: Iterable[tuple[bool, Verdict]]) -> SuiteRates:
    """Return a suite's (or many suites') rates from programs with a label: whether the program is right.

    UNSCORED verdicts are left out.
    """
    counts: Mapping[bool, list[int]] = {True: [0, 0], False: [0, 0]}
    for right, verdict in labelled:
        if verdict.status is not Status.UNSCORED:
            counts[right][0] += verdict.solved is right
            counts[right][1] += 1
    return SuiteRates(
        accepted_right=Rate(hits=counts[True][0], total=counts[True][1]),
        rejected_wrong=Rate(hits=counts[False][0], total=counts[False][1]),
    )
