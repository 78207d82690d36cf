"""Our own judge as a grader under audit."""

import re
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from kodenv.auditing.corpus import Case
from kodenv.auditing.graders import Grade
from kodenv.errors import SandboxUnavailable
from kodenv.records import Status, Triplet, Verdict
from kodenv.rollout import JudgesMany

_VERSION = re.compile(r"python>=(\d+)\.(\d+)")


@runtime_checkable
class HasWorkers(Protocol):
    """A judge that tells where its programs run."""

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers' supervisors."""
        ...


class Ours:
    """A judge with one worker, every layer and no store."""

    sandboxed = True

    def __init__(self, opened: AbstractContextManager[JudgesMany], isolation: str, python: str | None = None) -> None:
        """Start the judge's worker, and see which layers it has.

        Args:
            opened: The judge.
            isolation: The mode it judges in: ``auto``, ``split`` or ``shared``.
            python: The interpreter that it runs; None: this one.

        Raises:
            SandboxUnavailable: If it cannot judge here.
        """
        self.name = f"ours, {isolation}"
        self._opened, self._isolation, self._python = opened, isolation, python
        self._judge = opened.__enter__()
        try:
            self.layers = self._see_layers()
        except BaseException:
            self.close()
            raise

    def _see_layers(self) -> tuple[str, ...]:
        verdict = self._verdict_on(
            Triplet(
                question_id="first",
                question="Print 1.",
                solution="print(1)\n",
                test='[{"input": "", "output": "1"}]',
                test_format="stdio",
            ),
            "print(1)\n",
        )
        if verdict.status is not Status.PASSED:
            raise SandboxUnavailable(f"judge: expected it to pass print(1), got {verdict.status}: {verdict.message}")
        return verdict.isolation.layers

    def _verdict_on(self, triplet: Triplet, program: str) -> Verdict:
        return next(iter(self._judge.judge_many([(triplet, program)])))

    def refusal(self, case: Case) -> str:
        """Return why a case makes no sense in this isolation mode or on this machine, or an empty string."""
        program = case.program
        if self._isolation not in ("auto", *program.isolations):
            return f"an attack on {' and '.join(program.isolations)} isolation"
        for need in program.needs:
            version = _VERSION.fullmatch(need.what)
            if need.what == "shared":
                missing = self._isolation == "split"
            elif version is not None:
                missing = self._python is None and sys.version_info < (int(version[1]), int(version[2]))
            else:
                missing = need.what not in self.layers
            if missing:
                return f"needs {need.what}: {need.why}"
        return ""

    def grade(self, case: Case, text: str) -> Grade:
        """Judge a program."""
        triplet = case.task.to_triplet(case.program.timeout_s, case.program.memory_mb)
        verdict = self._verdict_on(triplet, text)
        row = verdict.to_row()
        return Grade(
            passed=None if verdict.status is Status.UNSCORED else verdict.solved,
            verdict=str(verdict.status),
            mode=verdict.isolation.mode,
            details={key: row[key] for key in ("message", "passed", "total", "cases", "measured")},
        )

    def roots(self) -> Sequence[int]:
        """Return the worker's processes that outlive a verdict."""
        return self._judge.worker_pids() if isinstance(self._judge, HasWorkers) else ()

    def close(self) -> None:
        """End the worker."""
        self._opened.__exit__(None, None, None)
