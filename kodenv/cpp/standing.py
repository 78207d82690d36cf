"""What the reference fixes about a C++ suite of asserts: its cases, and whether it can be run apart from programs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kodenv.cpp.builds import Build, Builds
from kodenv.cpp.sources import program_apart_unit, read_suite, signature_of, suite_apart_unit, together_unit
from kodenv.cpp.steps import Steps, outcome_of
from kodenv.evidence import Expectation, Finding, expectation_from, read_suite_run
from kodenv.lanes import Job, Outcome
from kodenv.preparation import Bounds
from kodenv.records import Status, Triplet
from kodenv.sandbox import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class CppStanding:
    """How programs are judged by a suite.

    Attributes:
        mode: ``split`` or ``shared``.
        why: Why it is not ``split``.
        expected: The cases.
        signature: The type of the function under test, in ``split``.
        refusal: Why no program can be judged; empty if one can.
        lasting: Whether it may be kept.
    """

    mode: str
    why: str = ""
    expected: Expectation = field(default_factory=lambda: Expectation(required=()))
    signature: str = ""
    refusal: str = ""
    lasting: bool = False

    def to_row(self) -> dict[str, Any]:
        """Return plain values for the store."""
        cases = {"required": list(self.expected.required), "checked": sorted(self.expected.checked)}
        return {"mode": self.mode, "why": self.why, "signature": self.signature, "refusal": self.refusal, **cases}


def cpp_standing_from_row(row: dict[str, Any]) -> CppStanding:
    """Return what :meth:`CppStanding.to_row` gave."""
    expected = Expectation(required=tuple(row["required"]), checked=frozenset(row["checked"]))
    return CppStanding(
        mode=row["mode"], why=row["why"], expected=expected, signature=row["signature"], refusal=row["refusal"]
    )


class _NotRunError(Exception):
    """The reference could not be run, for a reason of ours."""


class Bench:
    """Compiles programs with a suite, or apart from it, and runs them."""

    def __init__(self, put: Callable[[Job], None], builds: Builds) -> None:
        """Take what queues a job and what compiles."""
        self.put, self.builds = put, builds

    def run(
        self, mode: int, files: tuple[bytes, ...], bounds: Bounds, bodies: list[bytes], wanted: Callable[[], bool]
    ) -> Steps[Outcome]:
        """Run compiled files in a mode of ``wire``."""
        outcome: Outcome = yield outcome_of(
            self.put,
            lambda deliver: Job(
                kind=self.builds.kind, mode=mode, flags=0, timeout_s=bounds.timeout_s, memory_mb=bounds.memory_mb,
                bodies=bodies, suite=None, files=files, wanted=wanted, deliver=deliver,
            ),
        )  # fmt: skip
        return outcome

    def build_apart(self, program: str, entry_point: str, signature: str) -> Steps[Build]:
        """Compile a program to answer calls: of the reference's types, or else of its own."""
        build: Build = yield self.builds.of(program_apart_unit(program, entry_point, signature))
        if build.status is Status.ERROR and not build.is_own_error:
            again: Build = yield self.builds.of(program_apart_unit(program, entry_point, None))
            if again.binary:
                return again
        return build


def measure(bench: Bench, triplet: Triplet, bounds: Bounds, isolation: str) -> Steps[CppStanding]:
    """Run the reference apart from its suite, and together with it where it does not pass apart.

    Args:
        bench: What compiles and runs.
        triplet: A C++ triplet with a suite of asserts.
        bounds: Its limits.
        isolation: ``auto``, ``shared`` or ``split``.
    """
    if not triplet.solution.strip():
        return _without_reference(triplet)
    try:
        why, apart, signature = "", None, ""
        if isolation != "shared":
            why, apart, signature = yield from _apart(bench, triplet, bounds)
            if apart is not None and apart.status is Status.PASSED:
                return CppStanding(mode="split", expected=_expected(apart), signature=signature, lasting=True)
        refusal, together = yield from _together(bench, triplet, bounds)
    except _NotRunError as cause:
        return CppStanding(mode="shared", refusal=f"the reference solution could not be run: {cause}")
    if together is None:
        return CppStanding(mode="shared", why=why, refusal=refusal, lasting=True)
    if apart is not None and _same(apart, together):
        return CppStanding(mode="split", expected=_expected(apart), signature=signature)
    if not why and apart is not None:
        why = f"its reference solution is {apart.status} ({apart.message}) apart from its suite"
    expected = _expected(together)
    refusal = "" if expected.required else f"the reference solution gave no case: {together.message}"
    lasting = together.status is Status.PASSED
    return CppStanding(mode="shared", why=why, expected=expected, refusal=refusal, lasting=lasting)


def _apart(bench: Bench, triplet: Triplet, bounds: Bounds) -> Steps[tuple[str, Finding | None, str]]:
    """Return why the suite cannot be run apart, else what it found, and the function's type."""
    entry_point = triplet.entry_point
    if not entry_point or not entry_point.isidentifier():
        return "its row names no function under test", None, ""
    suite: Build = yield bench.builds.of(suite_apart_unit(triplet.solution, triplet.test, entry_point))
    signature = signature_of(suite.binary) if suite.binary else None
    if signature is None:
        return f"its suite does not compile apart from the program ({_why(suite)})", None, ""
    program: Build = yield from bench.build_apart(triplet.solution, entry_point, signature)
    if not program.binary:
        return f"its reference solution does not compile apart from its suite ({_why(program)})", None, ""
    outcome = yield from bench.run(wire.NATIVE_SPLIT, (program.binary, suite.binary), bounds, [b""], lambda: True)
    return "", read_suite_run(_run_of(outcome), Expectation(required=()), bounds.timeout_s, split=True), signature


def _together(bench: Bench, triplet: Triplet, bounds: Bounds) -> Steps[tuple[str, Finding | None]]:
    both: Build = yield bench.builds.of(together_unit(triplet.solution, triplet.test))
    if not both.binary:
        return f"the suite does not compile with the reference solution: {_why(both)}", None
    outcome = yield from bench.run(wire.NATIVE_SHARED, (both.binary,), bounds, [b""], lambda: True)
    return "", read_suite_run(_run_of(outcome), Expectation(required=()), bounds.timeout_s)


def _run_of(outcome: Outcome) -> wire.Run:
    if outcome.error is not None:
        raise outcome.error
    if not outcome.runs:
        raise _NotRunError(outcome.unscored or "it went over the memory limit")
    return outcome.runs[0]


def _why(build: Build) -> str:
    if build.error is not None:
        raise build.error
    if build.unscored:
        raise _NotRunError(build.unscored)
    return build.message


def _expected(finding: Finding) -> Expectation:
    fixed = expectation_from(finding)
    return Expectation(required=fixed.required, checked=frozenset(fixed.required))


def _same(one: Finding, other: Finding) -> bool:
    return one.status is other.status and {c.id: c.status for c in one.cases} == {c.id: c.status for c in other.cases}


def _without_reference(triplet: Triplet) -> CppStanding:
    """Expect every check of the suite's text once: what is in no branch that is never taken."""
    ids = tuple(f"assert_{number + 1}" for number in range(read_suite(triplet.test).checks))
    why = "there is no reference solution to show that its suite can be run apart from it"
    refusal = "" if ids else "the suite holds no assert, and there is no reference solution to tell its cases"
    return CppStanding(
        mode="shared", why=why, expected=Expectation(required=ids, checked=frozenset(ids)), refusal=refusal
    )
