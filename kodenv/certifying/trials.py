"""The runs by which a reference shows that it passes whatever the circumstances, and what they say when it does not."""

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.certifying import reading
from kodenv.certifying.kills import holds, is_late
from kodenv.conditions import Conditions
from kodenv.records import CaseStatus, Status, Triplet, Verdict
from kodenv.sandbox import variation
from kodenv.seeding import derive_seed

DEFAULT_RUNS = 8
_TIMES, _LEAST_CPU_S, _LEAST_WALL_S = 20, 0.4, 5.0  # how long a run may take, beside the first
RISKY_FACTOR = 5  # how many times as many runs where the texts name a source of chance
FEW_SEEDS, _MANY_SEEDS = 4, 32  # hash seeds; each has a worker of its own
SHAKING_WORKERS = 36  # that a shaker keeps: starting one anew for each of a triplet's runs took most of the time
_DAYS = (40, 200, 365, 3653)
_WAITING = frozenset({reading.THREADS, reading.SLEEP, reading.NETWORK, reading.FILES})
_CHANCY = frozenset(
    {reading.CLOCK, reading.CHANCE, reading.HASHES, reading.THREADS, reading.SLEEP, reading.NETWORK, reading.FILES}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flakiness:
    """What the runs of a reference came to.

    Attributes:
        cases: Ids of the cases that did not always hold, in the suite's order.
        runs: How many runs there were.
        failures: In how many of them some case did not hold.
        timed_out: Whether a run took more than its time.
    """

    cases: tuple[str, ...]
    runs: int
    failures: int
    timed_out: bool


def bounded(conditions: Conditions, first: Verdict, risks: frozenset[str], limit_s: float) -> Conditions:
    """Return the conditions with a limit on their run: as a multiple of what the first run took.

    Where the texts name nothing that waits, only processor time is looked at: a busy machine does not change it.
    """
    times = max(_LEAST_CPU_S, _TIMES * first.measured.cpu_s)
    if not risks & _WAITING:
        return dataclasses.replace(conditions, cpu_s=times, timeout_s=limit_s)
    wall = min(limit_s, max(_LEAST_WALL_S, _TIMES * first.measured.wall_s))
    return dataclasses.replace(conditions, cpu_s=times, timeout_s=wall)


def plan_runs(triplet: Triplet, risks: frozenset[str], runs: int) -> list[Conditions]:
    """Return under which conditions a reference is run.

    Always: reversed and shuffled orders, other hash seeds, other random numbers. Where the texts name a source of
    chance, ``RISKY_FACTOR`` times as many, with a hash seed each where hashes matter; where they read the clock, on
    other days too.

    Args:
        triplet: Whose.
        risks: What its verdicts may depend on.
        runs: How many runs where nothing is named.
    """
    rng = random.Random(derive_seed("runs", triplet.question_id))
    count = runs * (RISKY_FACTOR if risks & _CHANCY else 1)
    seeds = _MANY_SEEDS if reading.HASHES in risks else FEW_SEEDS
    planned = []
    for number in range(count):
        planned.append(
            Conditions(
                hash_seed=number % seeds,
                seed=rng.randrange(1, 1 << 16) if number % 4 else 0,  # some runs just again
                order=variation.REVERSED if number == 1 else rng.randrange(2, 1 << 16) if number else 0,
                days=_DAYS[number % len(_DAYS)] if reading.CLOCK in risks and number % 2 else 0,
            )
        )
    return planned


def read_runs(verdicts: Sequence[Verdict], planned: Sequence[Conditions], case_ids: Sequence[str]) -> Flakiness:
    """Return what the runs say: which cases held in some runs and not in all, and the rest of it."""
    unsteady: set[str] = set()
    failures, timed_out, runs = 0, False, 0
    for verdict, conditions in zip(verdicts, planned, strict=True):
        if verdict.status is Status.UNSCORED:
            continue
        runs += 1
        timed_out |= is_late(verdict)
        if verdict.solved:
            continue
        failures += 1
        unsteady.update(_failed(verdict, case_ids, conditions.order))
    return Flakiness(
        cases=tuple(case_id for case_id in case_ids if case_id in unsteady),
        runs=runs,
        failures=failures,
        timed_out=timed_out,
    )


def _failed(verdict: Verdict, case_ids: Sequence[str], order: int) -> list[str]:
    """Return the cases that did not hold; where a run ended early, only the first that did not report."""
    seen = {case.id: case for case in verdict.cases}
    ordered = variation.arranged(list(case_ids), list(case_ids), order)
    found: list[str] = []
    for case_id in ordered:
        case = seen.get(case_id)
        if case is None or case.status is CaseStatus.NOT_RUN:
            return [*found, case_id]
        if not holds(case) and case.status is not CaseStatus.SKIPPED:
            found.append(case_id)
    return found


def single_causes(conditions: Conditions, limited: Conditions) -> dict[str, Conditions]:
    """Return runs that differ from ``limited`` in one way only, by the cause that a failure names."""
    found = {
        "order": dataclasses.replace(limited, order=conditions.order),
        "hashes": dataclasses.replace(limited, hash_seed=conditions.hash_seed),
        "chance": dataclasses.replace(limited, seed=conditions.seed),
        "clock": dataclasses.replace(limited, days=conditions.days),
    }
    return {name: one for name, one in found.items() if one != limited}
