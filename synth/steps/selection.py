"""Which attempt becomes the triplet, which are worth a measurement for it, and which failed one is worth a repair."""

from collections.abc import Iterable

from synth.records import Attempt


def choose(attempts: Iterable[Attempt], least_score: float = 0.0) -> Attempt | None:
    """Return the best of the passing attempts.

    That is the one whose suite runs most of its solution's lines; of equals most of its branches; of equals refuses
    most of its solution's mutants; of equals the first, and an attempt before its repair.

    Args:
        attempts: At one question.
        least_score: The least share of refused mutants; whose mutants were not tried, or has none, is not asked.
    """
    fit = (one for one in attempts if one.solved and (one.mutation_score is None or one.mutation_score >= least_score))
    return min(fit, key=lambda a: (*_covered(a), -(a.mutation_score or 0.0), a.trial, a.repair), default=None)


def tied(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return the passing attempts that cover as much as the best does; one alone needs no further comparison."""
    passing = [one for one in attempts if one.solved]
    best = min(map(_covered, passing), default=None)
    found = [one for one in passing if _covered(one) == best]
    return found if len(found) > 1 else []


def choose_failed(attempts: Iterable[Attempt]) -> Attempt | None:
    """Return the failed attempt that came nearest: the largest share of its cases held; of equals the first.

    What holds no solution and suite, and what we could not judge, has nothing to be mended.
    """
    failed = [a for a in attempts if a.parsed is not None and not a.solved and a.status != "UNSCORED"]
    return min(failed, key=lambda a: (-(a.passed / a.total if a.total else 0.0), a.trial, -a.repair), default=None)


def _covered(attempt: Attempt) -> tuple[float, float]:
    return -(attempt.line_coverage or 0.0), -(attempt.branch_coverage or 0.0)
