"""One case put to one grader: armed, graded, and looked after."""

import json
import time
from dataclasses import replace
from enum import StrEnum
from types import TracebackType
from typing import Any

from kodenv.auditing.corpus import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_S, Case, Kind, Program
from kodenv.auditing.graders import Grade, Grader
from kodenv.auditing.processes import tree
from kodenv.auditing.traps import Traps
from kodenv.records import Status

_SETTLING_S = 3.0  # how long the processes of a verdict may take to be gone
_GLANCE_S = 0.01


class Outcome(StrEnum):
    """How a case went."""

    CAUGHT = "CAUGHT"  # a cheat that was not passed
    FOOLED = "FOOLED"  # a cheat that was passed
    HARMED = "HARMED"  # a cheat that left a trace where it may not
    PASSED = "PASSED"  # an honest program that was passed
    REFUSED = "REFUSED"  # an honest program that was not
    UNSCORED = "UNSCORED"  # the grader could not tell
    LEFT_OUT = "LEFT_OUT"  # not tried; the row says why


AS_IT_SHOULD_BE = frozenset({Outcome.CAUGHT, Outcome.PASSED, Outcome.LEFT_OUT})


class Bench:
    """A grader with its own traps, which tries one case at a time. A context manager that ends both."""

    def __init__(self, grader: Grader) -> None:
        """Take over a grader."""
        self.grader = grader
        self._traps = Traps()
        self._references: dict[str, Grade] = {}
        # the processes of a worker that waits for work; all are alike
        self._idle = min((len(tree([root])) for root in grader.roots()), default=0)

    def try_case(self, case: Case) -> dict[str, Any]:
        """Return the row of a case."""
        refusal = self.grader.refusal(case)
        if not refusal and case.program.kind is Kind.CHEAT:
            refusal = self._unfit(case)
        if refusal:
            return self._row(case, Outcome.LEFT_OUT, reason=refusal)
        roots = set(self.grader.roots())
        grades = self._grade(case)
        told = json.dumps([[grade.verdict, grade.details] for grade in grades])
        found = []
        if self._observes(case.program):
            found = [*self._traps.findings(told), *self._count_processes()]
            # where a control group holds the memory, the worker ends with the program that went over it
            if roots - set(self.grader.roots()) and not any(grade.verdict == Status.MEMORY for grade in grades):
                found.append("it ended the worker")
        if case.program.kind is Kind.CHEAT and self.grader.sandboxed:
            found += self._try_reference(case)
        outcome = _outcome(case.program.kind, grades, found)
        verdicts = [{"verdict": g.verdict, **g.details, "message": self._clean(g)} for g in grades]
        return self._row(case, outcome, mode=grades[0].mode, found=found, measured={"verdicts": verdicts})

    def _unfit(self, case: Case) -> str:
        """Return why nothing can be learned from a cheat on this task; the task's reference is a case of its own."""
        if case.task.name not in self._references:
            self._references[case.task.name] = self._grade_reference(case)
        grade = self._references[case.task.name]
        return "" if grade.passed else f"the reference of {case.task.name} is {grade.verdict} here"

    def _observes(self, program: Program) -> bool:
        return self.grader.sandboxed or bool(program.harms)

    def _grade(self, case: Case) -> list[Grade]:
        """Grade the program and, where there is one, the program that looks for what the first one left."""
        texts = self._traps.arm(case.program.text, case.program.next_text)
        return [self.grader.grade(case, text) for text in texts if text is not None]

    def _clean(self, grade: Grade) -> str:
        return self._traps.disarm(str(grade.details.get("message", "")))

    def _count_processes(self) -> list[str]:
        """Return what is wrong with the workers' processes, once they had time to settle."""
        until = time.monotonic() + _SETTLING_S
        while True:
            sizes = [len(tree([root])) for root in self.grader.roots()]
            self._idle = min([self._idle, *sizes])
            left = sum(max(0, size - self._idle) for size in sizes)
            if not left or time.monotonic() > until:
                break
            time.sleep(_GLANCE_S)
        return [f"{left} processes outlive the verdict"] if left else []

    def _try_reference(self, case: Case) -> list[str]:
        """Judge the task's reference next: whatever the cheat did, that verdict must be right."""
        grade = self._grade_reference(case)
        return [] if grade.passed else [f"the next verdict, on the reference, is {grade.verdict}"]

    def _grade_reference(self, case: Case) -> Grade:
        plain = replace(case.program, timeout_s=DEFAULT_TIMEOUT_S, memory_mb=DEFAULT_MEMORY_MB)
        return self.grader.grade(replace(case, program=plain), case.task.reference)

    def _row(self, case: Case, outcome: Outcome, **values: Any) -> dict[str, Any]:
        program = case.program
        return {
            "case": case.id,
            "kind": str(program.kind),
            "family": program.family,
            "task": case.task.name,
            "about": program.about,
            "harms": list(program.harms),
            "grader": self.grader.name,
            "status": str(outcome),
            "ok": outcome in AS_IT_SHOULD_BE,
            "mode": "",
            "reason": "",
            "found": [],
            "measured": {"verdicts": []},
            **values,
        }

    def close(self) -> None:
        """End the grader and remove the traps."""
        self.grader.close()
        self._traps.close()

    def __enter__(self) -> "Bench":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _outcome(kind: Kind, grades: list[Grade], found: list[str]) -> Outcome:
    if any(grade.passed for grade in grades):
        return Outcome.FOOLED if kind is Kind.CHEAT else (Outcome.HARMED if found else Outcome.PASSED)
    if found:
        return Outcome.HARMED
    if any(grade.passed is None for grade in grades):
        return Outcome.UNSCORED
    return Outcome.CAUGHT if kind is Kind.CHEAT else Outcome.REFUSED
