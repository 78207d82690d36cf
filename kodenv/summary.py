"""What a set of judged rows adds up to: counted in one pass, whatever their number."""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kodenv.errors import DataError
from kodenv.metrics import Tally

UNKNOWN = "not stated"
_LENGTH_BITS = 11
_NOTHING = Tally()
_LEVELS = ("easy", "introductory", "medium", "interview", "hard", "competition")


def place_of_level(name: str) -> int:
    """Return where a difficulty stands from easy to hard; other names come last."""
    return _LEVELS.index(name.lower()) if name.lower() in _LEVELS else len(_LEVELS)


@dataclass(slots=True, kw_only=True)
class Summary:
    """Counts over rows of ``rollouts.jsonl`` or ``verdicts.jsonl``.

    Attributes:
        rows: How many there were.
        kept: How many are in the SFT set.
        tallies: Per question, in order of appearance.
        statuses: Rows per status.
        reasons: Rows per reason code; empty where nothing was selected.
        groups: Per ``subset`` and ``difficulty``, a tally of each value.
        licenses: Kept rows per licence (all rows where nothing was selected).
        isolations: Rows per isolation, as ``mode, profile, layers``.
        rules: Rows per rule by which the program was found.
        renamed: Rows whose function was renamed to the tested name.
        lengths: How often ``completion``, ``reasoning`` and ``program`` have so many characters (rounded down to
            three digits and a half, see :func:`rounded_length`), by whether it was solved.
    """

    rows: int = 0
    kept: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    groups: dict[str, dict[str, Tally]] = field(default_factory=lambda: {"subset": {}, "difficulty": {}})
    licenses: Counter[str] = field(default_factory=Counter)
    isolations: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    renamed: int = 0
    lengths: dict[tuple[str, bool], Counter[int]] = field(default_factory=dict)
    _kept_questions: set[str] = field(default_factory=set)

    def add(self, row: Mapping[str, Any], where: str = "row") -> None:
        """Count one row.

        Raises:
            DataError: If it is not a judged row.
        """
        for name in ("question_id", "status", "solved", "isolation"):
            if name not in row:
                raise DataError(f"{where}: $.{name}: expected a judged row, got one without it; name another file")
        status, question_id = row["status"], sys.intern(row["question_id"])
        self.rows += 1
        self.statuses[status] += 1
        self.tallies[question_id] = _one_more(self.tallies.get(question_id, _NOTHING), status)
        for name, tallies in self.groups.items():
            value = row.get(name) or UNKNOWN
            tallies[value] = tallies.get(value, _NOTHING).add(status)
        kept = row.get("kept", True)
        if "reason" in row:
            self.reasons[row["reason"]] += 1
        if kept:
            self.kept += 1
            self._kept_questions.add(question_id)
            self.licenses[row.get("license") or UNKNOWN] += 1
        self.isolations[_isolation_of(row)] += 1
        if row.get("rule"):
            self.rules[row["rule"]] += 1
        self.renamed += row.get("renamed_from") is not None
        for name in ("completion", "reasoning", "program"):
            if row.get(name) is not None and status != "UNSCORED":
                self.lengths.setdefault((name, bool(row["solved"])), Counter())[rounded_length(len(row[name]))] += 1

    @property
    def questions(self) -> int:
        """How many questions have a row."""
        return len(self.tallies)

    @property
    def kept_questions(self) -> int:
        """How many questions have a kept row."""
        return len(self._kept_questions)

    @property
    def solved(self) -> int:
        """How many rows are PASSED."""
        return self.statuses["PASSED"]

    @property
    def solved_questions(self) -> int:
        """How many questions have at least one PASSED row."""
        return sum(tally.passed > 0 for tally in self.tallies.values())

    @property
    def unscored(self) -> int:
        """How many rows could not be judged."""
        return self.statuses["UNSCORED"]

    @property
    def scored(self) -> int:
        """How many rows have a verdict."""
        return self.rows - self.unscored

    @property
    def fewest_samples(self) -> int:
        """The smallest number of rows that a question has; 0 without rows."""
        return min((tally.scored + tally.unscored for tally in self.tallies.values()), default=0)


def rounded_length(length: int) -> int:
    """Return a length, rounded down to its first eleven bits: exact below 2,048, else within a thousandth.

    So the lengths of any number of rows take a few thousand counts.

    >>> rounded_length(2_047), rounded_length(100_001)
    (2047, 99968)
    """
    excess = max(0, length.bit_length() - _LENGTH_BITS)
    return length >> excess << excess


@lru_cache(maxsize=4096)
def _one_more(before: Tally, status: str) -> Tally:
    """Add to a tally. Questions with the same counts share one: there are far fewer counts than questions."""
    return before.add(status)


def _isolation_of(row: Mapping[str, Any]) -> str:
    isolation = row["isolation"]
    layers = " ".join(isolation["layers"]) or "nothing was run"
    return f"{isolation['mode']}, {isolation['profile']}: {layers}"
