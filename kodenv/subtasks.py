"""Subtasks: groups of a stdio suite's cases that pay only as a whole, as at the IOI.

A triplet states them as ``subtasks``, a list of ``{"name", "points", "cases"}``: the points go to a program that passes
every one of the cases (the lowest of their scores, which are 0 or 1). A case may be in several subtasks, or in none.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtaskScore:
    """What a program won in one subtask.

    Attributes:
        name: The subtask's name.
        points: What it is worth.
        won: ``points`` if every case held, else 0.
        passed: How many of its cases held.
        total: How many it has.
    """

    name: str
    points: float
    won: float
    passed: int
    total: int

    def to_row(self) -> dict[str, Any]:
        """Return the score as a JSON-ready dict."""
        return asdict(self)


def score_subtasks(subtasks: Iterable[Mapping[str, Any]] | None, held: Collection[str]) -> tuple[SubtaskScore, ...]:
    """Return what a program won, in the order of the subtasks.

    Args:
        subtasks: The triplet's, or None.
        held: The ids of the cases that passed.
    """
    scores = []
    for name, one in zip(names_of(subtasks or ()), subtasks or (), strict=True):
        points, cases = float(one["points"]), one["cases"]
        passed = sum(case in held for case in cases)
        won = points if passed == len(cases) else 0.0
        scores.append(SubtaskScore(name=name, points=points, won=won, passed=passed, total=len(cases)))
    return tuple(scores)


def names_of(subtasks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the subtasks' names; one that has none is named by its place, from 1."""
    return [str(one.get("name") or place) for place, one in enumerate(subtasks, 1)]


def complaint_about_subtasks(subtasks: object, case_ids: Sequence[str]) -> str:
    """Return why subtasks cannot be used with these cases, or an empty string."""
    if not isinstance(subtasks, list | tuple) or not subtasks:
        return f'subtasks: expected a list of {{"name", "points", "cases"}}, got {str(subtasks)[:60]!r}; fix the row'
    known = frozenset(case_ids)
    for place, one in enumerate(subtasks):
        where = f"subtasks[{place}]"
        if not isinstance(one, Mapping):
            return f'{where}: expected {{"name", "points", "cases"}}, got {str(one)[:60]!r}; fix the row'
        points, cases = one.get("points"), one.get("cases")
        if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < math.inf:
            return f"{where}.points: expected a number that is not below 0, got {points!r}; fix the row"
        if not isinstance(cases, list | tuple) or not cases or len(set(map(str, cases))) < len(cases):
            return f"{where}.cases: expected ids of cases, each once, got {str(cases)[:60]!r}; fix the row"
        if strange := [case for case in cases if case not in known]:
            return f"{where}.cases: expected ids from case_1 to case_{len(case_ids)}, got {strange[0]!r}; fix the row"
    names = names_of(subtasks)
    if twice := [name for place, name in enumerate(names) if name in names[:place]]:
        return f"subtasks: expected different names, got {twice[0]!r} twice; fix the row"
    return ""


def worth_running(
    subtasks: Iterable[Mapping[str, Any]] | None, points: Sequence[float] | None, failed: "set[int]", start: int
) -> list[int]:
    """Return the cases, by index from ``start`` on, that can still win a program points.

    Args:
        subtasks: The triplet's: a case of one that was lost wins nothing there.
        points: What each case is worth alone.
        failed: Indices of the cases that did not hold.
        start: The first case that was not run.
    """
    if subtasks is None:
        return [index for index, worth in enumerate(points or ()) if index >= start and worth > 0]
    open_ = [[int(case.removeprefix("case_")) - 1 for case in one["cases"]] for one in subtasks if one["points"] > 0]
    return sorted({index for cases in open_ if failed.isdisjoint(cases) for index in cases if index >= start})
