"""From what a worker saw to a verdict: passing needs a report for every case that was known beforehand."""

import contextlib
import json
import re
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.checkers import outputs_match
from kodenv.records import Case, CaseStatus, Status
from kodenv.sandbox.limits import MESSAGE_CHARS

_WORDS = frozenset(map(str, CaseStatus))
_HELD = (CaseStatus.PASSED,)
_EXPECTED_FAILURE = (CaseStatus.XFAILED, CaseStatus.XPASSED)


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
    """

    required: tuple[str, ...]
    may_fail: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    cases: Mapping[str, tuple[CaseStatus, str]]
    complete: bool
    suite_error: str


def read_suite_run(run: Mapping[str, Any], results: bytes, expected: Expectation, timeout_s: float) -> Finding:
    """Judge one run of a program with its suite.

    Args:
        run: The worker's account: how it ended, exit status, signal, times, the mark of genuine reports.
        results: What came over the report channel.
        expected: The cases known beforehand.
        timeout_s: The limit that was in force.
    """
    heard = _hear(run, results)
    cases = _cases(heard, expected)
    counted = [case for case in cases if case.id not in expected.skipped or case.status is not CaseStatus.SKIPPED]
    passed = sum(_holds(case, expected) for case in counted)
    total = len(counted)
    broken = _broken_limit(run, timeout_s)
    if broken is not None:
        return Finding(status=broken[0], message=broken[1], cases=cases, passed=passed, total=total)
    if not run["loaded"]:
        status, message = _load_failure(run, results)
        return Finding(status=status, message=message, cases=cases, passed=0, total=total)
    if heard.suite_error:
        message = f"the suite could not be loaded with this program: {heard.suite_error}"
        return Finding(status=Status.ERROR, message=message, cases=cases, passed=0, total=total)
    if heard.complete and total > 0 and passed == total:
        return Finding(status=Status.PASSED, cases=cases, passed=passed, total=total)
    status, message = _why_not(run, heard, counted, expected)
    return Finding(status=status, message=message, cases=cases, passed=passed, total=total)


def expectation_from(finding: Finding) -> Expectation:
    """Fix the cases of a suite from the run of its reference solution."""
    of = {status: [c.id for c in finding.cases if c.status is status] for status in CaseStatus}
    return Expectation(
        required=tuple(c.id for c in finding.cases if c.status is not CaseStatus.SKIPPED),
        may_fail=frozenset(of[CaseStatus.XFAILED] + of[CaseStatus.XPASSED]),
        skipped=frozenset(of[CaseStatus.SKIPPED]),
    )


def read_stdio_runs(
    runs: Sequence[Mapping[str, Any]],
    outputs: Sequence[bytes],
    pairs: Sequence[tuple[str, str]],
    checker: Mapping[str, Any] | None,
    timeout_s: float,
) -> Finding:
    """Judge the runs of a program, one per input; inputs after a broken limit were not run."""
    cases = []
    for index, (_, expected) in enumerate(pairs):
        case_id = f"case_{index + 1}"
        if index >= len(runs):
            cases.append(Case(id=case_id, status=CaseStatus.NOT_RUN, message="not run: an earlier case broke a limit"))
            continue
        seen, why = _read_stdio(runs[index], outputs[index], expected, checker, timeout_s)
        cases.append(Case(id=case_id, status=seen, message=why))
    passed = sum(case.status is CaseStatus.PASSED for case in cases)
    if cases and passed == len(cases):
        return Finding(status=Status.PASSED, cases=tuple(cases), passed=passed, total=passed)
    if not cases:
        return Finding(status=Status.FAILED, message="the suite has no case")
    status = _worst([case.status for case in cases])
    first = next(case for case in cases if case.status is not CaseStatus.PASSED)
    return Finding(
        status=status, cases=tuple(cases), passed=passed, total=len(cases), message=f"{first.id}: {first.message}"
    )


def read_line_coverage(runs: Sequence[Mapping[str, Any]], outputs: Sequence[bytes]) -> float | None:
    """Return the share of the program's lines that traced runs ran, or None if a run did not say.

    Reports are the program's own process's word: good for choosing between programs that pass, not for more.
    """
    seen: set[int] = set()
    total = 0
    for run, data in zip(runs, outputs, strict=True):
        mark = bytes.fromhex(run["nonce"])
        for row in _rows(data[len(mark) : run["results"]]):
            match row:
                case ["", "LINES", str(said)]:
                    found = re.fullmatch(r"([0-9]{1,9})/([1-9][0-9]{0,8})", said)
                    return min(1.0, int(found[1]) / int(found[2])) if found else None
                case {"lines": [list(lines), int(of)]}:
                    seen.update(line for line in lines if isinstance(line, int))
                    total = max(total, of)
    return min(1.0, len(seen) / total) if total else None


def _hear(run: Mapping[str, Any], results: bytes) -> _Heard:
    """Read the reports; only those behind the mark that the program did not have while loading."""
    mark = bytes.fromhex(run["nonce"])
    seen: dict[str, tuple[CaseStatus, str]] = {}
    complete, suite_error = False, ""
    genuine = bool(mark) and results.startswith(mark)
    for row in _rows(results[len(mark) :]) if genuine else []:
        if not (isinstance(row, list) and len(row) == 3 and all(isinstance(part, str) for part in row)):
            continue
        case_id, word, message = _storable(row[0]), row[1], row[2]
        if case_id == "":
            complete = complete or word == "END"
            suite_error = _text(message) if word == "SUITE" else suite_error
        elif case_id in seen:
            seen[case_id] = CaseStatus.FAILED, "reported twice"
        elif word in _WORDS:
            seen[case_id] = CaseStatus(word), _text(message)
    return _Heard(cases=seen, complete=complete, suite_error=suite_error)


def _text(said: object) -> str:
    """Return a message of the program's process, bounded."""
    return _storable(str(said)[:MESSAGE_CHARS])


def _storable(text: str) -> str:
    """Return a text that can be written to any file: lone surrogates are shown, not kept."""
    return text.encode("utf-8", "backslashreplace").decode()


def _rows(lines: bytes) -> list[Any]:
    """Return the reported rows, one a line; a line that is none is passed over."""
    try:
        found: list[Any] = json.loads(b"[" + lines.strip().replace(b"\n", b",") + b"]")
        return found
    except ValueError:  # not by our reporter alone: what can be read is read
        rows = []
        for line in lines.split(b"\n"):
            with contextlib.suppress(ValueError, RecursionError):
                rows.append(json.loads(line))
        return rows
    except RecursionError:
        return []


def _cases(heard: _Heard, expected: Expectation) -> tuple[Case, ...]:
    ids = dict.fromkeys((*expected.required, *heard.cases))
    missing = CaseStatus.NOT_RUN, "no report"
    cases = []
    for case_id in ids:
        status, message = heard.cases.get(case_id, missing)
        cases.append(Case(id=case_id, status=status, message=message))
    return tuple(cases)


def _holds(case: Case, expected: Expectation) -> bool:
    return case.status in _HELD or (case.status in _EXPECTED_FAILURE and case.id in expected.may_fail)


def _broken_limit(run: Mapping[str, Any], timeout_s: float) -> tuple[Status, str] | None:
    if run["ended"] == "memory":
        return Status.MEMORY, "killed: over its memory limit"
    if run["ended"] == "wall":
        return Status.TIMEOUT, f"did not end within {timeout_s:g} s"
    if run["ended"] == "forged":
        return Status.FAILED, "the program wrote into the judge's own channel"
    if run["ended"] == "output":
        return Status.OUTPUT, "printed more than its limit"
    if run["signal"] == signal.SIGXCPU or (run["signal"] == signal.SIGKILL and run["cpu_s"] >= timeout_s):
        return Status.TIMEOUT, f"used more than {timeout_s:g} s of processor time"
    return None


def _load_failure(run: Mapping[str, Any], results: bytes) -> tuple[Status, str]:
    try:
        said = json.loads(results.split(b"\n")[0])
        if isinstance(said, dict) and isinstance(said.get("load"), str):
            return (Status.MEMORY if said.get("memory") else Status.ERROR), _text(said["load"])
    except (ValueError, RecursionError):
        pass  # the program wrote into the channel itself; the way it ended is all there is
    status, message = _ending(run)
    return status, f"{message} before its tests ran"


def _ending(run: Mapping[str, Any]) -> tuple[Status, str]:
    number = run["signal"]
    if number is not None:
        known = number in set(signal.Signals)
        return Status.ERROR, f"killed by {signal.Signals(number).name if known else f'signal {number}'}"
    return Status.FAILED, f"the program ended its process (exit status {run['exit']})"


def _why_not(
    run: Mapping[str, Any], heard: _Heard, counted: Sequence[Case], expected: Expectation
) -> tuple[Status, str]:
    if not counted:
        return Status.FAILED, "no case of the suite gave evidence"
    first = next((case for case in counted if not _holds(case, expected)), counted[0])
    if not heard.complete:
        status, message = _ending(run)
        return status, f"{message} before case {first.id} reported"
    status = _worst([case.status for case in counted if not _holds(case, expected)])
    return status, f"{first.id}: {first.message or first.status.lower()}"


def _worst(statuses: Sequence[CaseStatus]) -> Status:
    for status in (CaseStatus.MEMORY, CaseStatus.OUTPUT, CaseStatus.TIMEOUT, CaseStatus.FAILED):
        if status in statuses:
            return Status(status)
    return Status.ERROR if CaseStatus.ERROR in statuses else Status.FAILED


def _read_stdio(
    run: Mapping[str, Any], data: bytes, expected: str, checker: Mapping[str, Any] | None, timeout_s: float
) -> tuple[CaseStatus, str]:
    broken = _broken_limit(run, timeout_s)
    if broken is not None:
        return CaseStatus(broken[0]), broken[1]
    said, printed = data[: run["results"]], data[run["results"] :]
    try:
        end = json.loads(said.split(b"\n")[0])
        error, code = end.get("error") or end.get("load"), end.get("exit", 1)
        memory = bool(end.get("memory"))
    except (ValueError, AttributeError, RecursionError):
        # the program ended its process itself; a judge of stdio accepts that with status 0
        error, code, memory = None, run["exit"], False
        if run["signal"] is not None:
            return CaseStatus.ERROR, _ending(run)[1]
    if memory:
        return CaseStatus.MEMORY, _text(error)
    if error or code:
        return CaseStatus.ERROR, _text(error or f"exit status {code}")
    if outputs_match(printed.decode("utf-8", "surrogateescape"), expected, checker):
        return CaseStatus.PASSED, ""
    return CaseStatus.FAILED, _difference(printed.decode("utf-8", "replace"), expected)


def _difference(printed: str, expected: str) -> str:
    got, want = printed.split(), expected.split()
    index = next((i for i, (a, b) in enumerate(zip(got, want, strict=False)) if a != b), min(len(got), len(want)))
    shown = [repr(words[index][:60]) if index < len(words) else "the end" for words in (got, want)]
    return f"word {index + 1}: printed {shown[0]}, expected {shown[1]}"
