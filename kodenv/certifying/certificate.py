"""The certificate: what was measured of one triplet, in the contract's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was measured of one triplet's suite.

    Attributes:
        question_id: Whose.
        reference: Status of the reference solution's verdict.
        vacuous: No case depends on the solution: all hold with a stub that raises and with one that does nothing.
        stub_passes: Some program that solves nothing passes.
        flaky_cases: Cases in which the reference did not hold in every run.
        cases: All case ids.
        minimal_cases: Few cases that kill every mutant that any case kills.
        mutants: How many mutants count: those drawn, less those that answer every question as the reference does.
        killed: How many of them the suite refuses.
        mutation_score: ``killed / mutants``.
        mutation_interval: Its 95 % Wilson interval.
        survivors: Diffs of the mutants that passed.
        kills: The mutants that each case kills.
        line_coverage: Share of the reference's lines that the suite runs.
        branch_coverage: Share of the ways of the reference's branches.
        split: Whether programs are judged apart from the suite.
        entry_point_named: Whether the question names what the suite calls.
        prompt_leak: Share of the asserted calls that the question shows.
        warnings: Codes of what makes the suite less trustworthy.
        measured: How it was measured, and what it cost.
    """

    question_id: str
    reference: str
    vacuous: bool = False
    stub_passes: bool = False
    flaky_cases: Sequence[str] = ()
    cases: Sequence[str] = ()
    minimal_cases: Sequence[str] = ()
    mutants: int = 0
    killed: int = 0
    mutation_score: float | None = None
    mutation_interval: tuple[float, float] | None = None
    survivors: Sequence[str] = ()
    kills: Mapping[str, Sequence[str]] = field(default_factory=dict)
    line_coverage: float | None = None
    branch_coverage: float | None = None
    split: bool = False
    entry_point_named: bool = False
    prompt_leak: float = 0.0
    warnings: Sequence[str] = ()
    measured: Mapping[str, Any] = field(default_factory=dict)

    def to_row(self) -> dict[str, Any]:
        """Return the certificate as a JSON-ready dict."""
        row = {name: getattr(self, name) for name in _COLUMNS}
        for name in ("flaky_cases", "cases", "minimal_cases", "survivors", "warnings"):
            row[name] = list(row[name])
        row["mutation_interval"] = None if self.mutation_interval is None else list(self.mutation_interval)
        row["kills"] = {case_id: list(mutants) for case_id, mutants in self.kills.items()}
        row["measured"] = dict(self.measured)
        return row


_COLUMNS = tuple(Certificate.__slots__)
