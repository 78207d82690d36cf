"""Runs checks against a judge."""

import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kodenv.errors import ConfigError, unknown_name
from kodenv.records import Status, Triplet, Verdict
from kodenv.sandbox.conformance.check import BAD, GOOD, TASK, Check, Outside, Step

Judging = Callable[[Triplet, str], Verdict]
_SLACK_S = 30.0  # a machine that is busy with other things


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one check.

    Attributes:
        name: The check's.
        promise: What is promised.
        broken: What went wrong; empty where the promise held or was not tried.
        skipped: Why it was not tried, else empty.
    """

    name: str
    promise: str
    broken: str = ""
    skipped: str = ""

    @property
    def held(self) -> bool:
        """Whether the check was tried and the promise held."""
        return not self.broken and not self.skipped


def run_check(judge: Judging, check: Check) -> Result:
    """Run one check; the verdicts before and after it must be right too."""
    before = _ask(judge, TASK, GOOD)
    if before.status is not Status.PASSED:
        broken = f"an honest program before it got {before.status}: {before.message}"
        return Result(name=check.name, promise=check.promise, broken=broken)
    lacking = [name for name in check.needs if name not in before.isolation.layers]
    if lacking:
        return Result(name=check.name, promise=check.promise, skipped=f"not promised without {', '.join(lacking)}")
    with check.outside() as outside:
        broken = _run_steps(judge, check.steps, outside) or outside.harm()
    return Result(name=check.name, promise=check.promise, broken=broken or _look_after(judge))


def _run_steps(judge: Judging, steps: Iterable[Step], outside: Outside) -> str:
    for number, step in enumerate(steps, 1):
        limit_s = float((step.triplet.limits or {})["timeout_s"])
        started = time.monotonic()
        verdict = _ask(judge, step.triplet, outside.fill(step.program))
        took_s = time.monotonic() - started
        if verdict.status not in step.statuses:
            wanted = " or ".join(sorted(step.statuses))
            return f"program {number}: expected {wanted}, got {verdict.status}: {verdict.message}"
        if took_s > 3 * limit_s + _SLACK_S:
            return f"program {number}: the verdict took {took_s:.0f} s at a limit of {limit_s:g} s"
        try:
            json.dumps(verdict.to_row(), ensure_ascii=False).encode()
        except ValueError as error:
            return f"program {number}: the verdict cannot be written to a file: {error}"
    return ""


def _look_after(judge: Judging) -> str:
    for program, expected in ((GOOD, Status.PASSED), (BAD, Status.FAILED)):
        verdict = _ask(judge, TASK, program)
        if verdict.status is not expected:
            return f"the verdict after it: expected {expected}, got {verdict.status}: {verdict.message}"
    return ""


def _ask(judge: Judging, triplet: Triplet, program: str) -> Verdict:
    """Judge a program under a text that no store of verdicts knows."""
    return judge(triplet, f"{program}\n# {secrets.token_hex(8)}")


def choose(checks: Mapping[str, Check], names: Iterable[str] | None) -> list[Check]:
    """Return the checks of these names, or all.

    Raises:
        ConfigError: If a name is unknown.
    """
    if names is None:
        return list(checks.values())
    wanted = list(names)
    for name in wanted:
        if name not in checks:
            raise ConfigError(unknown_name("check", name, tuple(checks)))
    return [checks[name] for name in wanted]
