"""What the attempts of a run add up to: for run.json, card and report."""

from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.metrics import Tally, default_ks, estimate_pass_at_k
from kodenv.records import Triplet, parse_stdio
from synth.pipeline.config import SynthConfig
from synth.pipeline.funnel import Funnel
from synth.pipeline.solving import Solver
from synth.pipeline.tables import Tables
from synth.records import Attempt, Question


class Counts:
    """What the attempts add up to."""

    def __init__(self, config: SynthConfig) -> None:
        """Begin at none."""
        self._attempts = config.solve.attempts
        self._tallies: dict[str, list[Tally]] = {}
        self.questions = self.judged = self.unscored = 0
        self._statuses: dict[str, int] = {}

    def add(self, question: Question, attempts: Sequence[Attempt]) -> None:
        """Count the attempts at one question."""
        self.questions += 1
        tally = Tally()
        for attempt in attempts:
            name = attempt.reason or attempt.status
            self._statuses[name] = self._statuses.get(name, 0) + 1
            self.judged += attempt.parsed is not None
            self.unscored += attempt.status == "UNSCORED"
            if attempt.independent and attempt.trial < self._attempts:
                tally = tally.add(attempt.status)
        self._tallies.setdefault(question.subset, []).append(tally)

    def cases_of(self, triplet: Triplet, solver: Solver) -> int:
        """Return how many cases a triplet's suite has."""
        if triplet.test_format == "stdio":
            return len(parse_stdio(triplet.test))
        chosen = solver.chosen(triplet.question_id.rpartition("_")[0] + "_I")
        return chosen.total if chosen else 0

    def result(
        self, funnel: Funnel, tables: Tables, contaminated: int, account: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Return what run.json says of the run; ``account`` is what each policy was asked and cost."""
        everything = [tally for tallies in self._tallies.values() for tally in tallies]
        return {
            "questions": self.questions,
            "judged": self.judged,
            "unscored": self.unscored,
            "triplets": tables.triplets,
            "contaminated": contaminated,
            "attempts": dict(sorted(self._statuses.items())),
            "usage": {key: sum(one[key] for one in account.values()) for key in ("prompt_tokens", "completion_tokens")},
            "cost": round(sum(one["cost"] for one in account.values()), 6),
            "account": dict(account),
            "funnel": funnel.rows(),
            "pass@k": {
                name: {f"pass@{k}": estimate_pass_at_k(tallies, k).to_row() for k in self._ks()}
                for name, tallies in sorted({**self._tallies, "all": everything}.items())
            },
            **tables.to_row(),
        }

    def _ks(self) -> list[int]:
        return sorted({*default_ks(self._attempts), self._attempts})
