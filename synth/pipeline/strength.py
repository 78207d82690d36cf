"""How many wrong versions of its own solution an attempt's suite refuses: measured where a choice hangs on it."""

from collections.abc import Callable, Iterable, Iterator

from kodenv.certifying.survival import TriesMany, try_mutants
from kodenv.conditions import Trial
from kodenv.records import CaseStatus
from synth.pipeline.ledger import Ledger
from synth.pipeline.solving import SolveConfig, Solver, as_triplet, strength_key
from synth.records import Attempt, Question
from synth.steps.selection import tied


def to_compare(
    questions: Iterable[Question], solver: Solver, config: SolveConfig, ledger: Ledger
) -> Iterator[tuple[Question, Attempt]]:
    """Yield the attempts whose suites' strength is still to be measured: those that are tied, or all that pass.

    Args:
        questions: The run's.
        solver: Knows their attempts.
        config: Whether there is a least score, which every passing attempt has to show.
        ledger: Has what was measured already.
    """
    for question in questions:
        attempts = solver.attempts(question.question_id)
        for one in (one for one in attempts if one.solved) if config.min_mutation_score else tied(attempts):
            if strength_key(one.question_id, one.trial, one.repair) not in ledger:
                yield question, one


def measure_strength(
    wanted: Iterable[tuple[Question, Attempt]],
    most: int,
    ledger: Ledger,
    bench: TriesMany,
    told: Callable[[str], None],
) -> None:
    """Try mutants on the suites of some attempts; the counts are in the ledger, so that none is tried twice.

    Args:
        wanted: What :func:`to_compare` yields.
        most: How many mutants of a solution at most.
        ledger: Keeps the counts.
        bench: Runs programs together with their suites, without planted cases and from no store.
        told: Called with "measured" after each attempt.
    """
    for question, one in wanted:
        mutants, killed = _count(question, one, bench, most)
        ledger.put(strength_key(one.question_id, one.trial, one.repair), {"mutants": mutants, "killed": killed})
        told("measured")


def _count(question: Question, attempt: Attempt, bench: TriesMany, most: int) -> tuple[int, int]:
    """Return how many mutants count (those that answer as the solution does are none), and how many are refused."""
    assert attempt.parsed is not None, "what passed was parsed"
    triplet = as_triplet(question, attempt.parsed)
    [first] = bench.try_many([Trial(triplet, triplet.solution)])
    if not first.solved:
        return 0, 0  # it passed before: a suite that is not steady says nothing about mutants
    steady = [case.id for case in first.cases if case.status is CaseStatus.PASSED]
    found = try_mutants(bench, triplet, steady, first.measured.cpu_s, most, all_steady=True)
    return len(found.mutants) - len(found.equivalent), len(found.killed)
