"""The runs of a reference solution that fix what its triplet's standing is.

The reference is run apart from its suite, which records what its objects are asked; apart again under what that
allows and with planted cases, just as programs will be; and together with its suite. Where all agree, the suite is
judged ``split``.
"""

import dataclasses
import random
from collections.abc import Callable, Generator
from concurrent.futures import Future

from kodenv.errors import DataError
from kodenv.evidence import Expectation, Finding, Planting, Reference, expectation_from, read_reference_run
from kodenv.lanes import Job, Outcome
from kodenv.permissions import Permissions
from kodenv.planting import PlantedSuite, find_plants, plant_all
from kodenv.records import Status
from kodenv.sandbox import wire
from kodenv.standing import Question, Standing

STORED, REMEMBERED, FORGOTTEN = "stored", "remembered", "forgotten"  # what becomes of a measurement
_PLANTED_SHARE = 0.25  # of the time limit; where the reference needs more with its plants, none are planted


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run of the reference that is wanted; ``permissions`` is None where it is to record them."""

    mode: int
    planted: PlantedSuite | None = None
    permissions: Permissions | None = None


Steps = Generator[Step, Outcome, tuple[Standing, str]]


class Measurement:
    """Drives the runs of one measurement and hands over what they fix."""

    def __init__(
        self, question: Question, steps: Steps, run: Callable[[Job], None], done: "Future[tuple[Standing, str]]"
    ) -> None:
        """Take the question, its steps, what runs a job, and where the standing goes."""
        self.question, self.steps, self.run, self.done = question, steps, run, done

    def go(self, outcome: Outcome | None = None) -> None:
        """Go on to the next run, or hand over the standing."""
        if outcome is not None and outcome.error is not None:
            self.done.set_exception(outcome.error)
            return
        try:
            step = self.steps.send(outcome)  # type: ignore[arg-type]
        except StopIteration as end:
            self.done.set_result(end.value)
        except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
            self.done.set_exception(error)
        else:
            self.run(self._job(step))

    def _job(self, step: Step) -> Job:
        question = self.question
        return Job(
            kind=question.kind,
            mode=step.mode,
            flags=question.suite.flags,
            timeout_s=question.bounds.timeout_s,
            memory_mb=question.bounds.memory_mb,
            bodies=[question.triplet.solution.encode("utf-8", "surrogatepass")],
            suite=question.suite.payload(step.planted, step.permissions),
            wanted=lambda: True,
            deliver=self.go,
        )


class _NotRunError(Exception):
    """The reference could not be run, for a reason of ours."""


def measure(question: Question, isolation: str, plants: bool) -> Steps:
    """Ask for runs of the reference, and return the standing and what becomes of it.

    Args:
        question: The triplet and how it is judged.
        isolation: ``auto``, ``shared`` or ``split``.
        plants: Whether cases may be planted.
    """
    if not question.triplet.solution.strip():
        return _without_reference(question.suite.expected, isolation), REMEMBERED
    try:
        split = None
        if isolation != "shared":
            split = yield from _run(question, Step(mode=wire.SPLIT))
            if split.finding.status is Status.TIMEOUT and question.suite.expected is not None:
                why = "its reference solution does not end apart from its suite"
                return _stand("shared", why, question, split, ()), REMEMBERED  # further runs would most likely not, too
        shared = yield from _run(question, Step(mode=wire.SHARED))
        if split is not None and _same(split.finding, shared.finding):
            under = split.permissions
            held, names = yield from _run_as_programs(question, split, wire.SPLIT, under, plants=plants)
            if not held and names is not None:
                held, names = yield from _run_as_programs(question, split, wire.SPLIT, under, plants=False)
            if held:
                return _stand("split", "", question, split, names or ()), _lasting(split, shared)
            why = "its reference solution is judged otherwise once its objects may say only what they were asked"
        else:
            why = "" if split is None else _difference(split.finding, shared.finding)
        names = None
        if plants:
            held, names = yield from _run_as_programs(question, shared, wire.SHARED, Permissions(), plants=True)
            names = names if held else None
        return _stand("shared", why, question, shared, names or ()), _lasting(shared)
    except _NotRunError as cause:
        refusal = f"the reference solution could not be run: {cause}"
        return Standing(mode="shared", refusal=refusal), FORGOTTEN


def _run(question: Question, step: Step) -> Generator[Step, Outcome, Reference]:
    outcome = yield step
    if not outcome.runs:
        raise _NotRunError(outcome.unscored or "it went over the memory limit")
    planting = planting_of(step.planted) if step.planted is not None else None
    return read_reference_run(outcome.runs[0], question.bounds.timeout_s, planting, split=step.mode == wire.SPLIT)


def _run_as_programs(
    question: Question, seen: Reference, mode: int, permissions: Permissions, *, plants: bool
) -> Generator[Step, Outcome, tuple[bool, tuple[str, ...] | None]]:
    """Run the reference as programs will be; return whether its cases are as ``seen``, and the plants it fails.

    None instead of plants: there are none.
    """
    planted = _plant_everything(question, seen.finding) if plants else None
    if planted is None and mode == wire.SHARED:
        return True, None
    if planted is not None:
        permissions = permissions.reported(planted.real, planted.planted)
    again = yield from _run(question, Step(mode=mode, planted=planted, permissions=permissions))
    if planted is None:
        return _same(seen.finding, again.finding), None
    quick = again.wall_s < _PLANTED_SHARE * question.bounds.timeout_s
    names = tuple(planted.plants[case] for case in planted.plants if case in again.failed_plants)
    return quick and _same(seen.finding, again.finding), names


def _same(one: Finding, other: Finding) -> bool:
    """Return whether two runs of the reference have the same verdict, case by case."""
    return one.status is other.status and {c.id: c.status for c in one.cases} == {c.id: c.status for c in other.cases}


def _difference(split: Finding, shared: Finding) -> str:
    message = f" ({split.message})" if split.message else ""
    return (
        f"its reference solution is {split.status}{message} apart from its suite and {shared.status} together with it"
    )


def _lasting(*seen: Reference) -> str:
    return REMEMBERED if any(one.finding.status is Status.TIMEOUT for one in seen) else STORED


def _without_reference(static: Expectation | None, isolation: str) -> Standing:
    why = "there is no reference solution to show that its suite can be run apart from it"
    if static is None:
        refusal = "the cases of this suite can only be known by running a reference solution, and there is none"
        return Standing(mode="shared", why=why, refusal=refusal)
    return Standing(mode="shared", why=why if isolation != "shared" else "", expected=static)


def _stand(mode: str, why: str, question: Question, seen: Reference, plants: tuple[str, ...]) -> Standing:
    static = question.suite.expected
    expected = static if static is not None else expectation_from(seen.finding)
    refusal = ""
    if not expected.required:
        cause = seen.finding.message or "it reported no case"
        refusal = f"the cases of this suite can only be known from its reference solution, which gave none: {cause}"
    expected = dataclasses.replace(expected, checked=seen.checked, swallowed=seen.swallowed, empty=seen.empty)
    return Standing(mode=mode, why=why, expected=expected, permissions=seen.permissions, plants=plants, refusal=refusal)


def _plant_everything(question: Question, seen: Finding) -> PlantedSuite | None:
    """Return the suite with every plant it can have; None where there is none, or the reference does not pass."""
    suite = question.suite
    ids = suite.expected.required if suite.expected is not None else tuple(case.id for case in seen.cases)
    if seen.status is not Status.PASSED:
        return None
    try:
        plants = find_plants(suite.source, suite.test_format, suite.entry_point, ids)
        if not plants:
            return None
        # any order will do: nobody has to guess in a run of the reference
        return plant_all(suite.source, suite.test_format, suite.entry_point, ids, plants, random.Random(0))
    except (DataError, SyntaxError, ValueError, RecursionError):
        return None


def planting_of(planted: PlantedSuite) -> Planting:
    """Return the map of a planted suite."""
    return Planting(real=planted.real, planted=planted.planted, own_message=planted.own_message)
