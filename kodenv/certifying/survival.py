"""Mutants against a suite: who is refused by which case, who passes, and who only looks different."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kodenv.certifying.fuzzing import Questions, ask_like
from kodenv.certifying.harmless import keeps_to_itself
from kodenv.certifying.kills import killers
from kodenv.conditions import Conditions, Trial
from kodenv.mutation import Mutant, draw_mutants
from kodenv.records import CaseStatus, Status, Triplet, Verdict
from kodenv.sandbox import variation

DEFAULT_MUTANTS = 64
# How long a mutant may take, as a multiple of the reference's own processor time: 14 to 28 times, 20 in the middle.
_TIMES = 14
_AGAIN = 3  # runs of the reference in a row, of which the quickest counts
_START_CPU_S = 0.002  # of it is not the program's own: a process is made and put under its limits
_QUESTIONS_CPU_S = 0.1  # for the reference to answer as many questions as it can
_MUTANT_TIMES = 3  # how many times as long a mutant may take for those
_WALL_S, _WALL_TIMES = 10.0, 20  # for one that waits and takes no processor time
_ENOUGH_ANSWERS = 8  # inputs on which a mutant must agree with the reference to pass for the same program


@runtime_checkable
class TriesMany(Protocol):
    """The part of a judge that certifying needs."""

    def try_many(self, trials: Iterable[Trial]) -> Iterator[Verdict]:
        """Yield one verdict per trial, in the order of the trials."""
        ...

    def try_in_turns(
        self,
        triplet: Triplet,
        programs: Sequence[str],
        conditions: Conditions,
        *,
        stop: int = 0,
        as_written: bool = False,
    ) -> list[Verdict]:
        """Return a verdict per version of a reference, many of which may share a process."""
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
    runs = _Runs(bench, triplet)
    limit = runs.limit_for(cpu_s)
    try:
        mutants = draw_mutants(triplet.solution, most, is_script=triplet.test_format == "stdio")
    except (SyntaxError, ValueError, RecursionError):
        return Survival(cpu_limit_s=limit)
    verdicts = runs.of(triplet, [one.source for one in mutants], limit)
    cpu = sum(verdict.measured.cpu_s for verdict in verdicts)
    tried = [
        (mutant, verdict)
        for mutant, verdict in zip(mutants, verdicts, strict=True)
        if verdict.status is not Status.UNSCORED
    ]
    refused = {mutant.id: killers(verdict, case_ids) for mutant, verdict in tried if not verdict.solved}
    killed = {name: cases for name, cases in refused.items() if cases or all_steady}
    alive = [mutant for mutant, _ in tried if mutant.id not in killed]
    apart, questions = _tell_apart(runs, triplet, alive)
    return Survival(
        mutants=[mutant for mutant, _ in tried],
        killed=killed,
        equivalent=[one.id for one in alive if one.id in apart and apart[one.id] is None],
        survivors=[(one, apart.get(one.id) or "") for one in alive if apart.get(one.id, "") is not None],
        questions=questions,
        cpu_limit_s=limit,
        cpu_s=cpu,
    )


class _Runs:
    """Runs of programs with little processor time: many in a process where they keep to themselves."""

    def __init__(self, bench: TriesMany, triplet: Triplet) -> None:
        self._bench, self._triplet = bench, triplet
        self._together = keeps_to_itself(triplet)

    def limit_for(self, cpu_s: float) -> float:
        """Return the limit of a mutant's processor time, where a run of the reference alone took ``cpu_s``."""
        own = cpu_s - _START_CPU_S
        if self._together:
            again = self.of(self._triplet, [self._triplet.solution] * _AGAIN, max(_QUESTIONS_CPU_S, _TIMES * cpu_s))
            own = min(one.measured.cpu_s for one in again)
        # steps of two, so that two measurements mostly agree
        return variation.cpu_limit(variation.steps_for(_TIMES * max(0.0, own)))

    def of(self, triplet: Triplet, programs: Sequence[str], limit: float, *, stop: int = 0) -> list[Verdict]:
        conditions = Conditions(cpu_s=limit, timeout_s=max(_WALL_S, _WALL_TIMES * limit))
        if self._together:
            asks = triplet is not self._triplet
            return self._bench.try_in_turns(triplet, programs, conditions, stop=stop, as_written=asks)
        return list(self._bench.try_many(Trial(triplet, one, conditions) for one in programs))


def _tell_apart(runs: _Runs, triplet: Triplet, alive: Sequence[Mutant]) -> tuple[dict[str, str | None], int]:
    """Return for each mutant a call that it answers otherwise than the reference, or None; and how many were asked.

    Empty where nothing could be asked: then nothing is known of any mutant.
    """
    questions = ask_like(triplet) if alive else None
    if questions is None:
        return {}, 0
    [reference] = runs.of(questions.triplet, [triplet.solution], _QUESTIONS_CPU_S)
    answered = _held(reference, questions)
    if len(answered) < _ENOUGH_ANSWERS:
        return {}, len(answered)
    asked = questions.only(answered)
    verdicts = runs.of(asked.triplet, [one.source for one in alive], _MUTANT_TIMES * reference.measured.cpu_s, stop=1)
    found: dict[str, str | None] = {}
    for mutant, verdict in zip(alive, verdicts, strict=True):
        if verdict.status is not Status.UNSCORED:
            held = _held(verdict, asked)
            found[mutant.id] = next((call for case_id, call in asked.calls.items() if case_id not in held), None)
    return found, len(answered)


def _held(verdict: Verdict, questions: Questions) -> list[str]:
    return [case.id for case in verdict.cases if case.status is CaseStatus.PASSED and case.id in questions.calls]
