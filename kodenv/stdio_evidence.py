"""From what a worker saw of a program on its inputs to a finding: one case an input."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.checkers import outputs_match
from kodenv.evidence import Finding, bounded_text, broken_limit, ending, worst
from kodenv.records import Case, CaseStatus, Status
from kodenv.sandbox import wire

NOT_RUN = "not_run"  # how a run "ended" that there was none of
STOPPED = "stopped"  # and this one: because another case was lost, which was to be enough
_NOT_RUN = CaseStatus.NOT_RUN, "not run: an earlier case broke a limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a checker program says of one output."""

    right: bool
    message: str = ""


def read_stdio_runs(
    runs: Sequence[wire.Run],
    pairs: Sequence[tuple[str, str]],
    checker: Mapping[str, Any] | None,
    timeout_s: float,
    *,
    opinions: Mapping[int, Opinion] | None = None,
    points: Sequence[float] | None = None,
) -> Finding:
    """Judge the runs of a program, one per input; inputs without a run were not run, as a limit was broken before.

    Args:
        runs: The worker's accounts.
        pairs: Inputs and expected outputs.
        checker: How outputs are compared, see :func:`kodenv.checkers.outputs_match`.
        timeout_s: The limit that was in force, per input.
        opinions: Of a checker program, by the index of the input, in place of a comparison.
        points: What each case is worth, where the triplet says so.
    """
    cases = []
    for index, (_, expected) in enumerate(pairs):
        worth = None if points is None else float(points[index])
        case_id = f"case_{index + 1}"
        if index >= len(runs):
            status, why = _NOT_RUN
        elif (failure := failure_of(runs[index], timeout_s)) is not None:
            status, why = failure
        elif opinions is not None:
            opinion = opinions[index]
            status, why = (CaseStatus.PASSED, "") if opinion.right else (CaseStatus.FAILED, opinion.message)
        else:
            status, why = _compare(runs[index].output, expected, checker)
        cases.append(Case(id=case_id, status=status, message=why, points=worth))
    passed = sum(case.status is CaseStatus.PASSED for case in cases)
    if cases and passed == len(cases):
        return Finding(status=Status.PASSED, cases=tuple(cases), passed=passed, total=passed)
    if not cases:
        return Finding(status=Status.FAILED, message="the suite has no case")
    overall = worst([case.status for case in cases])
    lost = [case for case in cases if case.status is not CaseStatus.PASSED]
    first = next((case for case in lost if case.status is not CaseStatus.NOT_RUN), lost[0])
    return Finding(
        status=overall, cases=tuple(cases), passed=passed, total=len(cases), message=f"{first.id}: {first.message}"
    )


def held_cases(finding: Finding) -> frozenset[str]:
    """Return the ids of the cases that passed."""
    return frozenset(case.id for case in finding.cases if case.status is CaseStatus.PASSED)


def failure_of(run: wire.Run, timeout_s: float) -> tuple[CaseStatus, str] | None:
    """Return what kept a run from printing an answer; None where it ended well, whatever it printed."""
    if run.ended == NOT_RUN:
        return _NOT_RUN
    if run.ended == STOPPED:
        return CaseStatus.NOT_RUN, "not run: another case failed"
    broken = broken_limit(run, timeout_s)
    if broken is not None:
        return CaseStatus(broken[0]), broken[1]
    try:
        end = json.loads(run.results.split(b"\n")[0])
        error, code = end.get("error") or end.get("load"), end.get("exit", 1)
        memory = bool(end.get("memory"))
    except (ValueError, AttributeError, RecursionError):
        # the program ended its process itself; a judge of stdio accepts that with status 0
        error, code, memory = None, run.exit, False
        if run.signal is not None:
            return CaseStatus.ERROR, ending(run)[1]
    if memory:
        return CaseStatus.MEMORY, bounded_text(error)
    if error or code:
        return CaseStatus.ERROR, bounded_text(error or f"exit status {code}")
    return None


def _compare(printed: bytes, expected: str, checker: Mapping[str, Any] | None) -> tuple[CaseStatus, str]:
    if outputs_match(printed.decode("utf-8", "surrogateescape"), expected, checker):
        return CaseStatus.PASSED, ""
    return CaseStatus.FAILED, _difference(printed.decode("utf-8", "replace"), expected)


def _difference(printed: str, expected: str) -> str:
    got, want = printed.split(), expected.split()
    index = next((i for i, (a, b) in enumerate(zip(got, want, strict=False)) if a != b), min(len(got), len(want)))
    shown = [repr(words[index][:60]) if index < len(words) else "the end" for words in (got, want)]
    return f"word {index + 1}: printed {shown[0]}, expected {shown[1]}"
