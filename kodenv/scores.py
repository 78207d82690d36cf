"""What the judged samples of an evaluation add up to: over all, per run, by group, in points."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kodenv.benches.bench import published_on
from kodenv.metrics import Tally, estimate_pass_at_k, summarize
from kodenv.records import Triplet
from kodenv.summary import place_of_level

_HELD = ("PASSED", "XFAILED")


@dataclass(slots=True, kw_only=True)
class Questions:
    """What is known of the questions: groups to report by, and points where cases have them.

    Attributes:
        ids: Every question, in order.
        groups: Per ``difficulty`` and ``month``, the questions of each value; what no row states is missing.
        points: Per question with points, those of its subtasks or else of its cases.
    """

    ids: list[str] = field(default_factory=list)
    groups: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    points: dict[str, Sequence[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, triplets: Iterable[Triplet]) -> "Questions":
        """Read what the triplets say."""
        known = cls()
        for triplet in triplets:
            known.ids.append(triplet.question_id)
            month = (published_on(triplet) or "")[: len("2024-08")]
            for group, value in (("difficulty", triplet.difficulty), ("month", month)):
                if value:
                    known.groups.setdefault(group, {}).setdefault(value, []).append(triplet.question_id)
            if triplet.subtasks:
                known.points[triplet.question_id] = [float(one["points"]) for one in triplet.subtasks]
            elif triplet.points:
                known.points[triplet.question_id] = triplet.points
        return known


class Runs:
    """Counts per run, which is one sample of every question: the samples with one index."""

    def __init__(self, points: Mapping[str, Sequence[float]]) -> None:
        self._points = points
        self._tallies: dict[int, Tally] = {}
        self._won: dict[int, list[float]] = {}
        self._full: Counter[int] = Counter()
        self._best: dict[str, float] = {}

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a judged row."""
        run = row["sample_index"]
        self._tallies[run] = self._tallies.get(run, Tally()).add(row["status"])
        question_id = row["question_id"]
        points = self._points.get(question_id)
        if points is not None:
            won = points_of(row, points)
            self._won.setdefault(run, []).append(won)
            self._full[run] += won >= math.fsum(points)
            self._best[question_id] = max(won, self._best.get(question_id, 0.0))

    def describe(self) -> dict[str, Any] | None:
        """Return the mean pass rate of the runs and its spread; None without a scored run."""
        rates = [tally.passed / tally.scored for _, tally in sorted(self._tallies.items()) if tally.scored]
        return {"runs": len(rates), **_spread(rates)} if rates else None

    def describe_points(self) -> dict[str, Any] | None:
        """Return the points of the runs, or None where no question has any.

        ``full`` counts, per run, the questions with all their points; ``best`` adds up the most that any sample of each
        question won.
        """
        if not self._points:
            return None
        sums = [math.fsum(won) for _, won in sorted(self._won.items())]
        most = max(Counter(sums).items(), key=lambda item: (item[1], item[0]))[0] if sums else None
        possible = math.fsum(value for points in self._points.values() for value in points)
        full = [self._full[run] for run in sorted(self._won)]
        whole = {"questions": len(self._points), "full": full, "best": math.fsum(self._best.values())}
        return {"possible": possible, "runs": sums, "most_common": most, **(_spread(sums) if sums else {}), **whole}


def points_of(row: Mapping[str, Any], points: Sequence[float]) -> float:
    """Return the points that a judged program won: of its subtasks, else of the cases that held, in the suite's order.

    Args:
        row: The judged row.
        points: Those of the cases; not asked where the row has subtasks.
    """
    if row.get("subtasks"):
        return math.fsum(one["won"] for one in row["subtasks"])
    cases = row.get("cases") or []
    return math.fsum(value for value, case in zip(points, cases, strict=False) if case["status"] in _HELD)


def _spread(values: Sequence[float]) -> dict[str, float]:
    mean = math.fsum(values) / len(values)
    variance = math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1) if len(values) > 1 else 0.0
    rounded = {"mean": mean, "std": math.sqrt(variance), "lowest": min(values), "highest": max(values)}
    return {name: round(value, 12) for name, value in rounded.items()}


def score(
    questions: Questions, tallies: Mapping[str, Tally], runs: Runs, n: int, ks: Sequence[int], *, seed: int
) -> dict[str, Any]:
    """Return what ``eval.json`` holds.

    Args:
        questions: All questions, also those without a sample.
        tallies: The counts of those with one.
        runs: The counts per run.
        n: The smallest number of samples of a question.
        ks: Which pass@k.
        seed: Of the bootstrap.
    """
    empty = Tally()
    every = {question_id: tallies.get(question_id, empty) for question_id in questions.ids}
    scores = summarize(every, n, ks, seed=seed)
    groups = {
        name: {value: _group(every, ids, ks, seed) for value, ids in _ordered(name, members)}
        for name, members in questions.groups.items()
    }
    extra = {"runs": runs.describe(), "groups": groups or None, "points": runs.describe_points()}
    return scores | {name: value for name, value in extra.items() if value is not None}


def _ordered(name: str, members: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    if name == "difficulty":
        return sorted(members.items(), key=lambda item: (place_of_level(item[0]), item[0]))
    return sorted(members.items())


def _group(every: Mapping[str, Tally], ids: Sequence[str], ks: Sequence[int], seed: int) -> dict[str, Any]:
    tallies = [every[question_id] for question_id in ids]
    return {
        "questions": len(ids),
        **{f"pass@{k}": estimate_pass_at_k(tallies, k, seed=seed).to_row() for k in ks},
    }
