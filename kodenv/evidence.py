"""From what a worker saw to a verdict: passing needs a report for every case that was known beforehand."""

import contextlib
import functools
import json
import re
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kodenv.permissions import Permissions, permissions_from
from kodenv.records import Case, CaseStatus, Status
from kodenv.sandbox import wire
from kodenv.sandbox.cases.counting import SWALLOWED
from kodenv.sandbox.limits import MESSAGE_CHARS, OUT_OF_MEMORY_SIGNAL

_STATUSES = {str(status): status for status in CaseStatus}
_HELD = (CaseStatus.PASSED,)
_EXPECTED_FAILURE = (CaseStatus.XFAILED, CaseStatus.XPASSED)
_PLANT_FAILS = (CaseStatus.FAILED, CaseStatus.ERROR)
TAMPERED = "tampered with: a planted case, which a right program fails, did not fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the evidence says: the verdict without the bookkeeping around it."""

    status: Status
    cases: tuple[Case, ...] = ()
    passed: int = 0
    total: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The cases of a suite, fixed before a program runs.

    Attributes:
        required: Case ids that must hold.
        may_fail: Those of them that the suite itself marks as expected to fail.
        skipped: Case ids that the reference skips too; they count neither way.
        checked: Case ids in which the reference reaches a check, so that a program has to.
        swallowed: Case ids in which a check fails with the reference, too, and what it raises is swallowed.
        empty: Case ids in which something empty came from the reference.
    """

    required: tuple[str, ...]
    may_fail: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    swallowed: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planting:
    """The map of a planted suite, which only the judge has.

    Attributes:
        real: Reported ids to the suite's own.
        planted: Reported ids of cases that must fail.
        own_message: Puts the original suite's line into a message.
    """

    real: Mapping[str, str]
    planted: frozenset[str]
    own_message: Callable[[str], str]


@dataclass(slots=True)
class _Heard:
    """What the reports say. ``notes`` are about the run itself: what was said, by word."""

    cases: dict[str, tuple[CaseStatus, str]]
    notes: dict[str, list[str]]
    checked: set[str] = field(default_factory=set)
    swallowed: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    passed_plants: int = 0
    failed_plants: int = 0


def read_suite_run(
    run: wire.Run, expected: Expectation, timeout_s: float, planting: Planting | None = None, *, split: bool = False
) -> Finding:
    """Judge one run of a program with its suite.

    Args:
        run: The worker's account.
        expected: The cases known beforehand.
        timeout_s: The limit that was in force.
        planting: What was planted in the suite.
        split: Whether the reports come from a process of the suite's own.
    """
    heard = _hear(run, planting, split)
    loaded = "LOADED" in heard.notes if split else run.loaded
    cases = _cases(heard, expected)
    counted = [case for case in cases if case.id not in expected.skipped or case.status is not CaseStatus.SKIPPED]
    passed = sum(_holds(case, expected) for case in counted)
    total = len(counted)
    broken = broken_limit(run, timeout_s)
    if broken is not None:
        return Finding(status=broken[0], message=broken[1], cases=cases, passed=passed, total=total)
    if not loaded:
        status, message = _split_load_failure(run, heard) if split else _load_failure(run)
        return Finding(status=status, message=message, cases=cases, passed=0, total=total)
    if "SUITE" in heard.notes:
        message = f"the suite could not be loaded with this program: {heard.notes['SUITE'][0]}"
        return Finding(status=Status.ERROR, message=message, cases=cases, passed=0, total=total)
    if "END" in heard.notes and total > 0 and passed == total:
        if planting is not None and (heard.passed_plants or heard.failed_plants < len(planting.planted)):
            return Finding(status=Status.FAILED, message=TAMPERED, cases=cases, passed=0, total=total)
        return Finding(status=Status.PASSED, cases=cases, passed=passed, total=total)
    status, message = _why_not(run, heard, counted, expected)
    return Finding(status=status, message=message, cases=cases, passed=passed, total=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a run of the reference says.

    Attributes:
        finding: Its verdict.
        permissions: What its objects were asked.
        checked: Cases in which a check was reached.
        swallowed: Cases that passed although a check failed.
        empty: Cases in which it gave something empty.
        failed_plants: Reported ids of the planted cases that failed, as they should.
        wall_s: How long it took, in seconds.
    """

    finding: Finding
    permissions: Permissions
    checked: frozenset[str]
    swallowed: frozenset[str]
    empty: frozenset[str]
    failed_plants: frozenset[str]
    wall_s: float


def read_reference_run(
    run: wire.Run, timeout_s: float, planting: Planting | None = None, *, split: bool = False
) -> Reference:
    """Return what a run of the reference says.

    Args:
        run: The worker's account.
        timeout_s: The limit that was in force.
        planting: What was planted in the suite.
        split: Whether the reports come from a process of the suite's own.
    """
    as_reported = _hear(run, None, split)
    failed = {case_id for case_id, (status, _) in as_reported.cases.items() if status in _PLANT_FAILS}
    heard = _hear(run, planting, split)
    allowed = Expectation(required=(), empty=frozenset(heard.empty), swallowed=frozenset(heard.swallowed))
    return Reference(
        finding=read_suite_run(run, allowed, timeout_s, planting, split=split),
        permissions=permissions_from(as_reported.notes),
        checked=frozenset(heard.checked),
        swallowed=frozenset(heard.swallowed),
        empty=frozenset(heard.empty),
        failed_plants=planting.planted & failed if planting is not None else frozenset(),
        wall_s=run.wall_s,
    )


def expectation_from(finding: Finding) -> Expectation:
    """Fix the cases of a suite from the run of its reference solution."""
    of = {status: [c.id for c in finding.cases if c.status is status] for status in CaseStatus}
    return Expectation(
        required=tuple(c.id for c in finding.cases if c.status is not CaseStatus.SKIPPED),
        may_fail=frozenset(of[CaseStatus.XFAILED] + of[CaseStatus.XPASSED]),
        skipped=frozenset(of[CaseStatus.SKIPPED]),
    )


def changed_objects(run: wire.Run) -> bool:
    """Return whether a program changed objects of its tests' where the reference did not (``split``)."""
    return b'\n["", "CHANGED", ""]\n' in run.results


def read_coverage(runs: Sequence[wire.Run]) -> tuple[float | None, float | None]:
    """Return the shares of the program's lines and of its branches' ways that traced runs took; None: they do not say.

    Reports are the program's own process's word: good for choosing between programs that pass, not for more.
    """
    rows = [row for run in runs for row in _rows(run.results[len(run.nonce) :])]
    lines, arcs = (_covered(rows, word) for word in ("lines", "arcs"))
    return lines, 1.0 if lines is not None and arcs is None else arcs


def _covered(rows: Sequence[Any], word: str) -> float | None:
    """Return which share of all lines or arcs any run reported; None where there are none."""
    seen: set[int] = set()
    total = 0
    for row in rows:
        match row:
            case ["", str(said), str(shares)] if said == word.upper():
                found = re.fullmatch(r"([0-9]{1,9})/([1-9][0-9]{0,8})", shares)
                return min(1.0, int(found[1]) / int(found[2])) if found else None
            case dict() if isinstance(pair := row.get(word), list) and len(pair) == 2:
                if isinstance(pair[0], list) and isinstance(pair[1], int):
                    seen.update(one for one in pair[0] if isinstance(one, int))
                    total = max(total, pair[1])
    return min(1.0, len(seen) / total) if total else None


def _hear(run: wire.Run, planting: Planting | None, split: bool) -> _Heard:
    """Read the reports; of a program's own process only those behind the mark that it did not have while loading."""
    heard = _Heard({}, {})
    genuine = split or (bool(run.nonce) and run.results.startswith(run.nonce))
    for line in run.results[len(run.nonce) :].split(b"\n") if genuine else []:
        row = _report(line)
        if row is None:
            continue
        case_id, word, message = row
        if case_id == "":
            if word in ("EMPTY", "LOST") and (planting is None or message not in planting.planted):
                named = message if planting is None else planting.real.get(message, message)
                (heard.empty if word == "EMPTY" else heard.swallowed).add(named)
            heard.notes.setdefault(word, []).append(message)
        elif planting is not None and case_id in planting.planted:
            heard.passed_plants += word not in _PLANT_FAILS
            heard.failed_plants += word in _PLANT_FAILS
        elif word in _STATUSES:
            if planting is not None:
                case_id, message = planting.real.get(case_id, case_id), planting.own_message(message)
            known = case_id in heard.cases
            if word == CaseStatus.PASSED:
                if message not in ("", "0"):
                    heard.checked.add(case_id)
                if message.endswith(SWALLOWED):
                    heard.swallowed.add(case_id)
                message = ""
            heard.cases[case_id] = (CaseStatus.FAILED, "reported twice") if known else (_STATUSES[word], message)
    return heard


@functools.lru_cache(maxsize=4096)  # what held is reported in the same words again and again
def _report(line: bytes) -> tuple[str, str, str] | None:
    """Read a line of the reports; None if it is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(row, list) and len(row) == 3 and all(isinstance(part, str) for part in row)):
        return None
    return _storable(row[0]), row[1], bounded_text(row[2])


@functools.lru_cache(maxsize=4096)
def _case(case_id: str, status: CaseStatus, message: str) -> Case:
    return Case(id=case_id, status=status, message=message)


def bounded_text(said: object) -> str:
    """Return a message of the program's process, bounded."""
    return _storable(str(said)[:MESSAGE_CHARS])


def _storable(text: str) -> str:
    """Return a text that can be written to any file: lone surrogates are shown, not kept."""
    return text.encode("utf-8", "backslashreplace").decode()


def _rows(lines: bytes) -> list[Any]:
    """Return the reported rows, one a line; a line that is none is passed over."""
    rows = []
    for line in lines.split(b"\n"):
        with contextlib.suppress(ValueError, RecursionError):
            rows.append(json.loads(line))
    return rows


def _cases(heard: _Heard, expected: Expectation) -> tuple[Case, ...]:
    ids = dict.fromkeys((*expected.required, *heard.cases))
    missing = CaseStatus.NOT_RUN, "no report"
    cases = []
    for case_id in ids:
        status, message = heard.cases.get(case_id, missing)
        if status is CaseStatus.PASSED and case_id in expected.checked and case_id not in heard.checked:
            status, message = CaseStatus.FAILED, "passed without reaching any of its checks"
        if status is CaseStatus.PASSED and case_id in heard.swallowed and case_id not in expected.swallowed:
            status, message = CaseStatus.FAILED, "a check failed or a thread of the tests ended, and nobody heard of it"
        if status is CaseStatus.PASSED and case_id in heard.empty and not expected.empty & {case_id, ""}:
            status, message = CaseStatus.FAILED, "something empty came, where the reference gives nothing empty"
        cases.append(_case(case_id, status, message))
    return tuple(cases)


def _holds(case: Case, expected: Expectation) -> bool:
    return case.status in _HELD or (case.status in _EXPECTED_FAILURE and case.id in expected.may_fail)


def broken_limit(run: wire.Run, timeout_s: float) -> tuple[Status, str] | None:
    """Return which limit a run broke, and how to say so; None if it kept them."""
    if run.ended == "memory":
        return Status.MEMORY, "killed: over its memory limit"
    if run.signal == OUT_OF_MEMORY_SIGNAL:
        return Status.MEMORY, "std::bad_alloc: over its memory limit"
    if run.ended == "wall":
        return Status.TIMEOUT, f"did not end within {timeout_s:g} s"
    if run.ended == "forged":
        return Status.FAILED, "the program wrote into the judge's own channel"
    if run.ended == "output":
        return Status.OUTPUT, "printed more than its limit"
    over = run.signal == signal.SIGXCPU or (run.signal == signal.SIGKILL and run.program_cpu_s >= timeout_s)
    if over or run.grader_signal == signal.SIGXCPU:
        return Status.TIMEOUT, f"used more than {timeout_s:g} s of processor time"
    return None


def _load_failure(run: wire.Run) -> tuple[Status, str]:
    try:
        said = json.loads(run.results.split(b"\n")[0])
        if isinstance(said, dict) and isinstance(said.get("load"), str):
            return (Status.MEMORY if said.get("memory") else Status.ERROR), bounded_text(said["load"])
    except (ValueError, RecursionError):
        pass  # the program wrote into the channel itself; the way it ended is all there is
    status, message = ending(run)
    return status, f"{message} before its tests ran"


def _split_load_failure(run: wire.Run, heard: _Heard) -> tuple[Status, str]:
    for word, status in (("LOAD", Status.ERROR), ("MEMORY", Status.MEMORY)):
        if word in heard.notes:
            return status, heard.notes[word][0]
    status, message = _gone(run, heard)
    return status, f"{message} before its tests ran"


def _gone(run: wire.Run, heard: _Heard) -> tuple[Status, str]:
    """Say why a ``split`` run stopped early: the program's process ended, or left its channel, or the suite's ended."""
    if "BROKEN" in heard.notes:
        return Status.ERROR, f"the suite's process could not go on with this program ({heard.notes['BROKEN'][0]})"
    if "OUTPUT" in heard.notes:
        return Status.OUTPUT, "printed more than its limit"
    if "RUBBISH" in heard.notes:
        return Status.FAILED, f"the program broke the channel of its calls ({heard.notes['RUBBISH'][0]})"
    if "GONE" not in heard.notes:
        if run.grader_signal is None:
            return Status.FAILED, "the suite ended its own process"
        return Status.ERROR, f"the suite's process was {_killed_by(run.grader_signal)}"
    if run.alive and run.signal == signal.SIGKILL:  # by us
        return Status.FAILED, "the program left the channel of its calls"
    return ending(run)


def _killed_by(number: int) -> str:
    known = number in set(signal.Signals)
    return f"killed by {signal.Signals(number).name if known else f'signal {number}'}"


def ending(run: wire.Run) -> tuple[Status, str]:
    """Say how a program's process ended that should not have."""
    if run.signal is not None:
        return Status.ERROR, _killed_by(run.signal)
    return Status.FAILED, f"the program ended its process (exit status {run.exit})"


def _why_not(run: wire.Run, heard: _Heard, counted: Sequence[Case], expected: Expectation) -> tuple[Status, str]:
    if not counted:
        return Status.FAILED, "no case of the suite gave evidence"
    first = next((case for case in counted if not _holds(case, expected)), counted[0])
    failed = [case for case in counted if not _holds(case, expected) and case.status is not CaseStatus.NOT_RUN]
    if "STOPPED" in heard.notes and failed:  # at a failure, as was asked
        return worst([case.status for case in failed]), f"{failed[0].id}: {failed[0].message}"
    if "END" not in heard.notes:
        status, message = _gone(run, heard) if "LOADED" in heard.notes else ending(run)
        return status, f"{message} before case {first.id} reported"
    status = worst([case.status for case in counted if not _holds(case, expected)])
    return status, f"{first.id}: {first.message or first.status.lower()}"


def worst(statuses: Sequence[CaseStatus]) -> Status:
    """Return the status of a program whose cases did not all hold."""
    for status in (CaseStatus.MEMORY, CaseStatus.OUTPUT, CaseStatus.TIMEOUT, CaseStatus.FAILED):
        if status in statuses:
            return Status(status)
    return Status.ERROR if CaseStatus.ERROR in statuses else Status.FAILED
