"""Places of a suite that can be copied."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.planting.records import VALUE, Change, Plant

_OPTIONS = 2  # that most changes have


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place; the changes of each of its checks."""

    case_id: str
    copied: str
    start: int
    end: int
    changes: Sequence[Sequence[Change]]
    row: int = 0
    name_at: int = 0
    name_pinned: bool = False


def plants_of(site: Site) -> list[Plant]:
    """Return a site's plants: the first change of every check, then the second, and values before the rest."""
    ranked = []
    for check, changes in enumerate(site.changes):
        for depth, change in enumerate(changes):
            for option in range(len(change.options)):
                ranked.append((change.kind != VALUE, depth, option, check, change))
    ranked.sort(key=lambda one: one[:4])
    return [_plant(site, change, option, check) for _, _, option, check, change in ranked]


def _plant(site: Site, change: Change, option: int, check: int) -> Plant:
    edits = change.options[option]
    said = ",".join(f"{edit.start}-{edit.end}={edit.text}" for edit in edits)
    return Plant(
        name=f"{site.case_id}:{change.kind}:{said}",
        case_id=site.case_id,
        kind=change.kind,
        copied=site.copied,
        start=site.start,
        end=site.end,
        edits=edits,
        check=check,
        row=site.row,
        name_at=site.name_at,
        name_pinned=site.name_pinned,
    )


def choose(sites: Sequence[Site], most: int) -> tuple[Plant, ...]:
    """Return at most so many plants, from all over the suite, two thirds of them with changed values."""
    queues = [queue for queue in map(plants_of, sites) if queue]
    step = max(1, len(queues) * _OPTIONS / most)
    queues = [queues[int(index * step)] for index in range(math.ceil(len(queues) / step))]
    values = _in_turn([[one for one in queue if one.kind == VALUE] for queue in queues])
    others = _in_turn([[one for one in queue if one.kind != VALUE] for queue in queues])
    values = values[: max(most - len(others), most * 2 // 3)]
    return (*values, *others[: most - len(values)])


def _in_turn(queues: list[list[Plant]]) -> list[Plant]:
    """Return the plants of several queues: the first few of each, then the next few."""
    found: list[Plant] = []
    for start in range(0, max(map(len, queues), default=0), _OPTIONS):
        for queue in queues:
            found += queue[start : start + _OPTIONS]
    return found
