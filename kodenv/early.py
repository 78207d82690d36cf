"""Stopping at the first failure: which cases are asked first, and how many failures end a run.

A right program runs every case, so PASSED means what it always does; a wrong one costs what it takes to refuse it.
"""

import ast
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kodenv.certified import case_weights
from kodenv.checkers import is_program, outputs_match
from kodenv.lanes import Job, Outcome
from kodenv.planting import PlantedSuite
from kodenv.preparation import Suite
from kodenv.records import Triplet
from kodenv.sandbox import limits, wire
from kodenv.sandbox.cases.assert_scripts import CHECK
from kodenv.stdio_evidence import STOPPED, failure_of
from kodenv.suite_calls import parse_or_none

_UNSTEADY = frozenset({"flaky", "flaky_order"})
_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assert)


def lethal_first(triplet: Triplet) -> tuple[str, ...]:
    """Return the cases that refuse any mutant, those that refuse most first, as the triplet's certificate says.

    Empty without a certificate, and where the cases may hang on their order.
    """
    certificate: Mapping[str, Any] = triplet.certificate or {}
    if certificate.get("flaky_cases") or _UNSTEADY & set(certificate.get("warnings") or ()):
        return ()
    if triplet.test_format == "assert" and not _sets_nothing_up(triplet.test):
        return ()
    weights = case_weights(certificate)
    return tuple(sorted(weights, key=lambda case_id: -weights[case_id]))


def _sets_nothing_up(test: str) -> bool:
    """Tell whether a script of asserts makes no value that one assert could leave changed to the next."""
    tree = parse_or_none(test)
    if tree is None:
        return False
    checks = [node.body for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == CHECK]
    return all(_is_idle(node) for body in (tree.body, *checks) for node in body)


def _is_idle(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name == CHECK
        case ast.Assign(value=value):
            return not any(isinstance(one, ast.Call) for one in ast.walk(value))
    return isinstance(node, _DEFINED)


def payload_that_stops(suite: Suite, planted: PlantedSuite | None, permissions: Any, first: Sequence[str]) -> bytes:
    """Return what the suite's process reads, which ends at the first failure of a case that is none of the planted.

    Planted cases fail with right programs, and what runs the suite is not told which they are: it ends once more cases
    failed than are planted. They stand at random among those that come first.
    """
    if planted is None:
        return suite.payload(None, permissions, first=first, stop=1)
    rank = {case_id: place for place, case_id in enumerate(first)}
    named = sorted((one for one in planted.real if planted.real[one] in rank), key=lambda one: rank[planted.real[one]])
    chance = random.SystemRandom()
    for one in planted.plants if named else ():
        named.insert(chance.randrange(len(named) + 1), one)
    return suite.payload(planted, permissions, first=named, stop=1 + len(planted.plants))


def put_until_failure(put: Callable[[Job], None], job: Job, triplet: Triplet, pairs: Sequence[tuple[str, str]]) -> None:
    """Queue a program's run on the inputs of a stdio suite, few at a time, until one is lost.

    The outcome has a run for every case; those that were not run say so. Where a checker program decides, all are run.

    Args:
        put: What queues a job.
        job: The run, with every input in its bodies.
        triplet: Its triplet.
        pairs: Inputs and expected outputs.
    """
    if is_program(triplet.checker) or len(pairs) < 2:
        put(job)
    else:
        _Rounds(put, job, triplet, pairs).begin()


class _Rounds:
    """One input, then two, then four...: a round costs a wake-up, a wrong program seldom sees the second."""

    def __init__(
        self, put: Callable[[Job], None], job: Job, triplet: Triplet, pairs: Sequence[tuple[str, str]]
    ) -> None:
        self._put, self._job, self._checker, self._pairs = put, job, triplet.checker, pairs
        ids = {f"case_{place + 1}": place for place in range(len(pairs))}
        first = [ids.pop(case_id) for case_id in lethal_first(triplet) if case_id in ids]
        self._waiting = [*first, *ids.values()]
        self._runs = [_not_run() for _ in pairs]
        self._now: list[int] = []
        self._size, self._attempts, self._printed = 1, 0, 0

    def begin(self) -> None:
        self._now, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
        self._size *= 2
        program, *inputs = self._job.bodies
        self._put(replace(self._job, bodies=[program, *(inputs[place] for place in self._now)], deliver=self._take))

    def _take(self, outcome: Outcome) -> None:
        if not outcome.runs:
            self._job.deliver(outcome)
            return
        for place, run in zip(self._now, outcome.runs, strict=False):
            self._runs[place] = run
            self._printed += len(run.output)
        self._attempts = max(self._attempts, outcome.attempts)
        if self._waiting and self._all_right(outcome.runs) and self._printed <= limits.ALL_OUTPUT_BYTES:
            self.begin()
        else:
            self._job.deliver(replace(outcome, runs=self._runs, attempts=self._attempts))

    def _all_right(self, runs: Sequence[wire.Run]) -> bool:
        return len(runs) == len(self._now) and all(
            failure_of(run, self._job.timeout_s) is None
            and outputs_match(run.output.decode("utf-8", "surrogateescape"), self._pairs[place][1], self._checker)
            for place, run in zip(self._now, runs, strict=True)
        )


def _not_run() -> wire.Run:
    run = wire.Run()
    run.ended = STOPPED
    return run
