"""Which case refuses which mutant, which cases never do, and how few refuse as many."""

from collections.abc import Mapping, Sequence

from kodenv.records import Case, CaseStatus, Status, Verdict

_HELD = (CaseStatus.PASSED, CaseStatus.XFAILED)


def killers(verdict: Verdict, case_ids: Sequence[str]) -> list[str]:
    """Return the cases that refuse a program, in the suite's order.

    Where a run ended early, the cases behind the one that it ended in say nothing; where no case ran at all, each of
    them would have refused it.
    """
    seen = {case.id: case for case in verdict.cases}
    if not any(case.status is not CaseStatus.NOT_RUN for case in verdict.cases):
        return [] if verdict.solved else list(case_ids)
    found = []
    for case_id in case_ids:
        case = seen.get(case_id)
        if case is None or case.status is CaseStatus.NOT_RUN:
            found.append(case_id)
            break
        if not holds(case):
            found.append(case_id)
    return found


def holds(case: Case) -> bool:
    """Tell whether a case held."""
    return case.status in _HELD


def is_late(verdict: Verdict) -> bool:
    """Tell whether a run was ended for its time: by the clock or by its processor time."""
    return verdict.status is Status.TIMEOUT or "SIGPROF" in verdict.message


def is_killed(verdict: Verdict) -> bool:
    """Tell whether a suite refuses a program."""
    return not verdict.solved and verdict.status is not Status.UNSCORED


def kills_by_case(killed: Mapping[str, Sequence[str]], case_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the mutants that each case kills, from the killers of each mutant; cases that kill none are left out."""
    found: dict[str, list[str]] = {case_id: [] for case_id in case_ids}
    for mutant_id, cases in killed.items():
        for case_id in cases:
            found.setdefault(case_id, []).append(mutant_id)
    return {case_id: mutants for case_id, mutants in found.items() if mutants}


def smallest_cover(kills: Mapping[str, Sequence[str]]) -> list[str]:
    """Return few cases that together kill all that any kills: always the one that kills most of what is left."""
    left = {mutant for mutants in kills.values() for mutant in mutants}
    chosen: list[str] = []
    while left:
        best = max(kills, key=lambda case_id: len(left.intersection(kills[case_id])))  # the first of equals
        chosen.append(best)
        left -= set(kills[best])
    order = {case_id: place for place, case_id in enumerate(kills)}
    return sorted(chosen, key=order.__getitem__)
