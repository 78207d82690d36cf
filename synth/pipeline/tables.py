"""What a set of triplets adds up to, counted in one pass: for the card and the report."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

COLUMNS = ("subset", "difficulty", "style", "test_format")
EXAMPLES = 6
NOT_STATED = "not stated"


class Tables:
    """Counts over written triplets; memory does not grow with their number."""

    def __init__(self) -> None:
        self.triplets = 0
        self.columns: dict[str, Counter[str]] = {name: Counter() for name in COLUMNS}
        self.bands: Counter[tuple[str, str]] = Counter()
        self.cases: Counter[int] = Counter()
        self.licenses: Counter[str] = Counter()
        self.examples: list[dict[str, Any]] = []

    def add(self, row: Mapping[str, Any], cases: int) -> None:
        """Count one row, and the cases that its suite has."""
        self.triplets += 1
        for name in COLUMNS:
            self.columns[name][row.get(name) or NOT_STATED] += 1
        self.bands[row.get("subset") or NOT_STATED, row.get("difficulty") or NOT_STATED] += 1
        self.cases[cases] += 1
        self.licenses[row.get("license") or NOT_STATED] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append({key: row[key] for key in ("question_id", "question", "solution", "test")})

    def to_row(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {
            **{name: dict(sorted(counts.items())) for name, counts in self.columns.items()},
            "cases": {str(number): count for number, count in sorted(self.cases.items())},
            "mean_cases": round(sum(n * c for n, c in self.cases.items()) / self.triplets, 3) if self.triplets else 0,
        }
