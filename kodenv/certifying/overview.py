"""What the certificates of a data set say together."""

import heapq
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kodenv.certifying.bounds import wilson
from kodenv.records import Triplet
from kodenv.summary import UNKNOWN, place_of_level

WEAK = 0.8  # a mutation score below it is called weak
MOST_SHOWN = 40
_BINS = 20


@dataclass(slots=True, kw_only=True)
class Group:
    """Counts over some of the triplets.

    Attributes:
        triplets: How many there are.
        passed: How many references pass.
        scored: How many have a mutation score.
        scores: Their sum.
        perfect: How many of them are 1.
        weak: How many are below ``WEAK``.
        mutants: Mutants that count.
        killed: How many were refused.
        vacuous: Suites that no case of depends on the solution.
        stub_passes: Suites that a stub passes.
        flaky: Suites with a flaky case.
        split: Suites that are judged apart from the program.
    """

    triplets: int = 0
    passed: int = 0
    scored: int = 0
    scores: float = 0.0
    perfect: int = 0
    weak: int = 0
    mutants: int = 0
    killed: int = 0
    vacuous: int = 0
    stub_passes: int = 0
    flaky: int = 0
    split: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one certificate."""
        self.triplets += 1
        self.passed += row["reference"] == "PASSED"
        score = row["mutation_score"]
        if score is not None:
            self.scored += 1
            self.scores += score
            self.perfect += score == 1
            self.weak += score < WEAK
        self.mutants += row["mutants"]
        self.killed += row["killed"]
        for name in ("vacuous", "stub_passes", "split"):
            setattr(self, name, getattr(self, name) + bool(row[name]))
        self.flaky += bool(row["flaky_cases"])

    def to_row(self) -> dict[str, Any]:
        """Return the counts, and the rates that follow from them."""
        row: dict[str, Any] = {name: getattr(self, name) for name in Group.__slots__ if name != "scores"}
        row["mean_score"] = round(self.scores / self.scored, 6) if self.scored else None
        row["kill_rate"] = round(self.killed / self.mutants, 6) if self.mutants else None
        row["kill_interval"] = list(wilson(self.killed, self.mutants) or ()) or None
        return row


@dataclass(slots=True, kw_only=True)
class Overview:
    """Counts over certificate rows, with the weakest and the flakiest of them.

    Attributes:
        all: Over all rows.
        groups: Per ``subset``, ``difficulty`` and ``source``, over those of each value.
        statuses: References per status.
        warnings: Certificates per code.
        scores: Every mutation score.
        lines: Every line coverage.
        branches: Every branch coverage.
        cases: Cases of all suites.
        needed: Cases that a smallest suite with the same kills has.
        idle: Cases that refuse no mutant.
    """

    all: Group = field(default_factory=Group)
    groups: dict[str, dict[str, Group]] = field(default_factory=lambda: {"source": {}, "subset": {}, "difficulty": {}})
    statuses: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    scores: "array[float]" = field(default_factory=lambda: array("d"))
    lines: "array[float]" = field(default_factory=lambda: array("d"))
    branches: "array[float]" = field(default_factory=lambda: array("d"))
    cases: int = 0
    needed: int = 0
    idle: int = 0
    _weakest: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)
    _flakiest: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)

    def add(self, row: Mapping[str, Any], triplet: Triplet) -> None:
        """Count one certificate."""
        self.all.add(row)
        for name, groups in self.groups.items():
            groups.setdefault(getattr(triplet, name) or UNKNOWN, Group()).add(row)
        self.statuses[row["reference"]] += 1
        self.warnings.update(row["warnings"])
        if row["reference"] != "PASSED":
            return
        for name, values in (
            ("mutation_score", self.scores), ("line_coverage", self.lines), ("branch_coverage", self.branches),
        ):  # fmt: skip
            if row[name] is not None:
                values.append(row[name])
        if row["mutation_score"] is not None:
            self.cases += len(row["cases"])
            self.needed += len(row["minimal_cases"])
            self.idle += sum(case_id not in row["kills"] for case_id in row["cases"])
            _keep(self._weakest, 1 - row["mutation_score"], self.all.triplets, row)
        if row["flaky_cases"]:
            measured = row.get("measured") or {}
            rate = measured.get("failed_runs", 1) / max(1, measured.get("runs", 1))
            _keep(self._flakiest, rate, self.all.triplets, row)

    @property
    def weakest(self) -> list[dict[str, Any]]:
        """The rows with the lowest scores, the lowest first."""
        return [row for _, _, row in sorted(self._weakest, key=lambda one: (-one[0], -one[1]))]

    @property
    def flakiest(self) -> list[dict[str, Any]]:
        """The rows whose references failed most often, the worst first."""
        return [row for _, _, row in sorted(self._flakiest, key=lambda one: (-one[0], -one[1]))]

    def ordered(self, name: str) -> list[tuple[str, Group]]:
        """Return the groups of a column, difficulties from easy to hard, others by size."""
        groups = self.groups[name].items()
        return sorted(groups, key=lambda pair: (place_of_level(pair[0]), -pair[1].triplets, pair[0]))

    def to_row(self) -> dict[str, Any]:
        """Return the counts as a JSON-ready dict."""
        return {
            **self.all.to_row(),
            "cases": self.cases,
            "minimal_cases": self.needed,
            "cases_without_kills": self.idle,
            "line_coverage": _mean(self.lines),
            "branch_coverage": _mean(self.branches),
            "references": dict(sorted(self.statuses.items())),
            "warnings": dict(sorted(self.warnings.items())),
        }

    def table(self) -> list[list[object]]:
        """Return the rows of the table that a person reads."""
        one, whole = self.to_row(), self.all.triplets
        interval = one["kill_interval"] or [0, 0]
        rows: list[list[object]] = [
            ["references that pass", self.all.passed, f"of {whole:,}"],
            ["mutants refused", self.all.killed, f"of {self.all.mutants:,}: {_percent(one['kill_rate'])} "
             f"[{_percent(interval[0])}, {_percent(interval[1])}]"],
            ["mean mutation score", _percent(one["mean_score"]), f"over {self.all.scored:,} triplets"],
            ["score 1", self.all.perfect, _share(self.all.perfect, self.all.scored)],
            [f"score below {WEAK:g}", self.all.weak, _share(self.all.weak, self.all.scored)],
            ["cases", self.cases, f"{self.needed:,} would refuse as many, {self.idle:,} refuse none"],
            ["line coverage", _percent(one["line_coverage"]), f"branches {_percent(one['branch_coverage'])}"],
            ["vacuous", self.all.vacuous, _share(self.all.vacuous, whole)],
            ["passed by a stub", self.all.stub_passes, _share(self.all.stub_passes, whole)],
            ["flaky", self.all.flaky, _share(self.all.flaky, whole)],
            ["judged split", self.all.split, _share(self.all.split, whole)],
        ]  # fmt: skip
        return rows + [[f"  {code}", count, ""] for code, count in self.warnings.most_common()]


def histogram(values: "array[float]") -> list[int]:
    """Return counts in equal bins from 0 to 1; 1 itself has a bin of its own at the end."""
    counts = [0] * (_BINS + 1)
    for value in values:
        counts[min(_BINS, int(value * _BINS))] += 1
    return counts


def _keep(heap: list[tuple[float, int, dict[str, Any]]], rank: float, order: int, row: Mapping[str, Any]) -> None:
    if rank <= 0:
        return
    item = rank, -order, dict(row)
    if len(heap) < MOST_SHOWN:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)


def _mean(values: "array[float]") -> float | None:
    return round(sum(values) / len(values), 6) if values else None


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
