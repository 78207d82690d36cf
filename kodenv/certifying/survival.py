"""Mutants against a suite: who is refused by which case, who passes, and who only looks different."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kodenv.certifying.fuzzing import Questions, ask_like
from kodenv.certifying.kills import killers
from kodenv.conditions import Conditions, Trial
from kodenv.mutation import Mutant, draw_mutants
from kodenv.records import CaseStatus, Status, Triplet, Verdict
from kodenv.sandbox import variation

DEFAULT_MUTANTS = 64
_TIMES = 20  # how long a mutant may take, as a multiple of the reference's own processor time
_START_CPU_S = 0.002  # of it is not the program's own: a process is made and put under its limits
_QUESTIONS_CPU_S = 0.8
_WALL_S, _WALL_TIMES = 10.0, 20  # for one that waits and takes no processor time
_ENOUGH_ANSWERS = 8  # inputs on which a mutant must agree with the reference to pass for the same program


@runtime_checkable
class TriesMany(Protocol):
    """The part of a judge that certifying needs."""

    def try_many(self, trials: Iterable[Trial]) -> Iterator[Verdict]:
        """Yield one verdict per trial, in the order of the trials."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """What became of a reference's mutants.

    Attributes:
        mutants: Those that were tried.
        killed: The cases that refuse each mutant that is refused.
        equivalent: Ids of mutants that pass, and answer every question as the reference does.
        survivors: Mutants that pass and are not known to be equivalent, each with a call that tells it apart (or "").
        questions: How many questions the reference answered; 0: none could be asked.
        cpu_limit_s: The processor seconds that a mutant had.
        cpu_s: Processor seconds of all mutants' runs.
    """

    mutants: Sequence[Mutant] = ()
    killed: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    equivalent: Sequence[str] = ()
    survivors: Sequence[tuple[Mutant, str]] = ()
    questions: int = 0
    cpu_limit_s: float = 0.0
    cpu_s: float = 0.0


def try_mutants(
    bench: TriesMany, triplet: Triplet, case_ids: Sequence[str], cpu_s: float, most: int, *, all_steady: bool
) -> Survival:
    """Run the mutants of a triplet's reference by its suite.

    Args:
        bench: Runs them.
        triplet: Whose reference passes.
        case_ids: Its cases, without flaky ones.
        cpu_s: What a run of the reference takes, in processor seconds.
        most: How many mutants to draw at most.
        all_steady: Whether no case is flaky, so that a refusal is one also where every case held.
    """
    # steps of two, so that two measurements mostly agree
    limit = variation.cpu_limit(variation.steps_for(_TIMES * max(0.0, cpu_s - _START_CPU_S)))
    try:
        mutants = draw_mutants(triplet.solution, most, is_script=triplet.test_format == "stdio")
    except (SyntaxError, ValueError, RecursionError):
        return Survival(cpu_limit_s=limit)
    verdicts = _run(bench, triplet, [one.source for one in mutants], limit)
    cpu = sum(verdict.measured.cpu_s for verdict in verdicts)
    tried = [
        (mutant, verdict)
        for mutant, verdict in zip(mutants, verdicts, strict=True)
        if verdict.status is not Status.UNSCORED
    ]
    refused = {mutant.id: killers(verdict, case_ids) for mutant, verdict in tried if not verdict.solved}
    killed = {name: cases for name, cases in refused.items() if cases or all_steady}
    alive = [mutant for mutant, _ in tried if mutant.id not in killed]
    apart, questions = _tell_apart(bench, triplet, alive)
    return Survival(
        mutants=[mutant for mutant, _ in tried],
        killed=killed,
        equivalent=[one.id for one in alive if one.id in apart and apart[one.id] is None],
        survivors=[(one, apart.get(one.id) or "") for one in alive if apart.get(one.id, "") is not None],
        questions=questions,
        cpu_limit_s=limit,
        cpu_s=cpu,
    )


def _run(bench: TriesMany, triplet: Triplet, programs: Sequence[str], limit: float) -> list[Verdict]:
    """Run programs with little processor time."""
    conditions = Conditions(cpu_s=limit, timeout_s=max(_WALL_S, _WALL_TIMES * limit))
    return list(bench.try_many(Trial(triplet, one, conditions) for one in programs))


def _tell_apart(bench: TriesMany, triplet: Triplet, alive: Sequence[Mutant]) -> tuple[dict[str, str | None], int]:
    """Return for each mutant a call that it answers otherwise than the reference, or None; and how many were asked.

    Empty where nothing could be asked: then nothing is known of any mutant.
    """
    questions = ask_like(triplet) if alive else None
    if questions is None:
        return {}, 0
    programs = [triplet.solution, *(one.source for one in alive)]
    reference, *verdicts = _run(bench, questions.triplet, programs, _QUESTIONS_CPU_S)
    answered = _held(reference, questions)
    if len(answered) < _ENOUGH_ANSWERS:
        return {}, len(answered)
    found: dict[str, str | None] = {}
    for mutant, verdict in zip(alive, verdicts, strict=True):
        if verdict.status is not Status.UNSCORED:
            other = next((case_id for case_id in answered if case_id not in _held(verdict, questions)), None)
            found[mutant.id] = None if other is None else questions.calls[other]
    return found, len(answered)


def _held(verdict: Verdict, questions: Questions) -> list[str]:
    return [case.id for case in verdict.cases if case.status is CaseStatus.PASSED and case.id in questions.calls]
