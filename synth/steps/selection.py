"""Which attempt becomes the triplet, and which failed one is worth a repair."""

from collections.abc import Iterable

from synth.records import Attempt


def choose(attempts: Iterable[Attempt]) -> Attempt | None:
    """Return the passing attempt whose suite ran most of its solution's lines; of equals the first, then unrepaired."""
    passing = [attempt for attempt in attempts if attempt.solved]
    return min(passing, key=lambda a: (-(a.line_coverage or 0.0), a.trial, a.repair), default=None)


def choose_failed(attempts: Iterable[Attempt]) -> Attempt | None:
    """Return the failed attempt that came nearest: the largest share of its cases held; of equals the first.

    What holds no solution and suite, and what we could not judge, has nothing to be mended.
    """
    failed = [a for a in attempts if a.parsed is not None and not a.solved and a.status != "UNSCORED"]
    return min(failed, key=lambda a: (-(a.passed / a.total if a.total else 0.0), a.trial, -a.repair), default=None)
