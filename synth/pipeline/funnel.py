"""What went into each stage, what came out, and a reason, counted and kept by record, for everything that did not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Stage:
    """Counts of one stage: ``entered`` records, of which ``reasons`` did not leave it; ``notes`` of those that did."""

    name: str
    entered: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """How many records went on."""
        return self.entered - self.reasons.total()


class Funnel:
    """The stages in the order in which records first entered them."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}
        self._dropped: list[dict[str, Any]] = []

    def count(self, stage: str) -> None:
        """Count one record that entered a stage and went on."""
        self._stages.setdefault(stage, Stage(name=stage)).entered += 1

    def drop(self, stage: str, reason: str, **facts: Any) -> None:
        """Count one record that entered a stage and went no further; keep which one it was, and what is known of it."""
        self.count(stage)
        self._stages[stage].reasons[reason] += 1
        self._dropped.append({"stage": stage, "reason": reason, **facts})

    def note(self, stage: str, what: str) -> None:
        """Count something about a record that went on."""
        self._stages[stage].notes[what] += 1

    def entered(self, stage: str) -> int:
        """Return how many records entered a stage."""
        found = self._stages.get(stage)
        return found.entered if found else 0

    def reasons(self, stage: str) -> Mapping[str, int]:
        """Return how many records a stage dropped, by reason."""
        found = self._stages.get(stage)
        return found.reasons if found else {}

    def rows(self) -> list[dict[str, Any]]:
        """Return the stages as plain values."""
        return [
            {
                "stage": s.name,
                "in": s.entered,
                "out": s.left,
                "dropped": dict(sorted(s.reasons.items())),
                "notes": dict(sorted(s.notes.items())),
            }
            for s in self._stages.values()
        ]

    def dropped_rows(self) -> Iterator[dict[str, Any]]:
        """Yield what was dropped, stage by stage as it happened: the stage, the reason and what is known of it."""
        yield from self._dropped

    def dropped(self) -> dict[str, dict[str, int]]:
        """Return the counts per stage and reason; stages that dropped nothing are left out."""
        return {s.name: dict(sorted(s.reasons.items())) for s in self._stages.values() if s.reasons}
