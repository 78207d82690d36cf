"""A program to be judged, how it is judged, and the record of its verdict."""

import dataclasses
import functools
from concurrent.futures import Future
from dataclasses import dataclass

from kodenv.checking import Opinions
from kodenv.conditions import Conditions
from kodenv.dealing import Deck
from kodenv.evidence import Expectation, Planting, read_coverage, read_suite_run
from kodenv.lanes import Outcome
from kodenv.preparation import Bounds, Suite
from kodenv.records import Isolation, Measured, Status, Triplet, Verdict
from kodenv.sandbox.worker import Kind
from kodenv.stdio_evidence import held_cases, read_stdio_runs
from kodenv.subtasks import score_subtasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A program to be judged, and who waits for its verdict."""

    triplet: Triplet
    program: str
    suite: Suite
    kind: Kind
    bounds: Bounds
    done: "Future[Verdict]"
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """How a task is judged, once that is known."""

    digest: str
    isolation: Isolation
    payload: bytes | None = None
    expected: Expectation | None = None
    planting: Planting | None = None
    deck: Deck | None = None


@functools.lru_cache(maxsize=64)
def isolation_of(mode: str, layers: tuple[str, ...], profile: str) -> Isolation:
    """Return the record of an isolation; verdicts share it."""
    return Isolation(mode=mode, layers=layers, profile=profile)


def no_run(sitting: Sitting, status: Status, message: str, total: int, attempts: int = 0) -> Verdict:
    """Return the verdict on a program that was not run to its end, and why."""
    return Verdict(
        status=status, total=total, message=message, isolation=sitting.isolation, digest=sitting.digest,
        measured=Measured(attempts=attempts),
    )  # fmt: skip


def with_coverage(measured: Measured, outcome: Outcome) -> Measured:
    """Return what was measured, with what a traced run covered."""
    lines, branches = read_coverage(outcome.runs) if outcome.runs else (None, None)
    return dataclasses.replace(measured, line_coverage=lines, branch_coverage=branches)


def verdict_from(task: Task, sitting: Sitting, outcome: Outcome, opinions: Opinions | None) -> Verdict:
    """Return the verdict on a program that was run; ``opinions`` are those of the triplet's checker program."""
    total = len(sitting.expected.required) if sitting.expected is not None else len(task.suite.pairs)
    if outcome.over_memory:
        message = "its processes together went over the memory limit"
        return no_run(sitting, Status.MEMORY, message, total, outcome.attempts)
    if outcome.runs is None:
        return no_run(sitting, Status.UNSCORED, outcome.unscored, total, outcome.attempts)
    if opinions is not None and opinions.unscored:
        return no_run(sitting, Status.UNSCORED, opinions.unscored, total, outcome.attempts)
    runs, timeout_s = outcome.runs, task.bounds.timeout_s
    layers = outcome.layers
    if sitting.expected is None:
        finding = read_stdio_runs(
            runs, task.suite.pairs, task.triplet.checker, timeout_s,
            opinions=None if opinions is None else opinions.of, points=task.triplet.points,
        )  # fmt: skip
    else:
        split = sitting.isolation.mode == "split"
        finding = read_suite_run(runs[0], sitting.expected, timeout_s, sitting.planting, split=split)
        layers = layers if sitting.planting is None else (*layers, "planted_cases")
    measured = Measured(
        wall_s=sum(run.wall_s for run in runs),
        cpu_s=sum(run.cpu_s for run in runs),
        peak_memory_bytes=max((run.peak_memory_bytes for run in runs), default=0),
        attempts=outcome.attempts,
    )
    if task.conditions is not None and task.conditions.is_traced:
        measured = with_coverage(measured, outcome)
    return Verdict(
        status=finding.status,
        passed=finding.passed,
        total=finding.total,
        message=finding.message,
        cases=finding.cases,
        isolation=isolation_of(sitting.isolation.mode, layers, sitting.isolation.profile),
        digest=sitting.digest,
        measured=measured,
        subtasks=score_subtasks(task.triplet.subtasks, held_cases(finding)) if sitting.expected is None else (),
    )
