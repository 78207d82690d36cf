"""From labels to numbers: frequencies, entropy, and tests across difficulty and per problem."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kodenv.p_values import adjust_holm, binomial_p, welch_t_test
from kodenv.summary import place_of_level
from synth.traces.patterns import PATTERNS

ALPHA = 0.05
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One trace, in numbers.

    Attributes:
        question_id: Its question.
        difficulty: Of the question.
        solved: Whether its program passed.
        tokens: Its length.
        looping: Whether it goes round in circles.
        counts: Labelled segments per pattern; None where it was not annotated, or has no labelled segment.
    """

    question_id: str
    difficulty: str
    solved: bool
    tokens: int
    looping: bool
    counts: Mapping[str, int] | None = None

    @property
    def frequencies(self) -> dict[str, float]:
        """The share of its labelled segments per pattern; they add up to 1."""
        assert self.counts is not None, "only annotated traces have frequencies"
        whole = sum(self.counts.values())
        return {code: self.counts.get(code, 0) / whole for code in PATTERNS}


def entropy(frequencies: Iterable[float]) -> float:
    """Return Shannon's entropy in nats: 0 for one pattern alone, 1.79 for six that are equally frequent."""
    return -math.fsum(share * math.log(share) for share in frequencies if share > 0) + 0.0


def add_up(traces: Sequence[Measured]) -> dict[str, Any]:
    """Return what ``traces.json`` holds."""
    labelled = [trace for trace in traces if trace.counts]
    return {
        "traces": len(traces),
        "annotated": len(labelled),
        "alpha": ALPHA,
        "frequencies": _frequencies(labelled),
        "entropy": _entropies(labelled),
        "across_difficulty": _across_difficulty(labelled),
        "per_problem": _per_problem(labelled),
        "tokens": _tokens(traces),
        "loops": _loops(traces),
    }


def levels_of(traces: Iterable[Measured]) -> list[str]:
    """Return the difficulties that occur, from easy to hard."""
    return sorted({trace.difficulty for trace in traces}, key=lambda name: (place_of_level(name), name))


def _cells(traces: Sequence[Measured]) -> list[tuple[str, str, list[Measured]]]:
    """Return the traces by outcome and difficulty; empty cells are left out."""
    cells = [
        (outcome, level, [one for one in traces if one.solved is solved and level in ("all", one.difficulty)])
        for outcome, solved in (("correct", True), ("incorrect", False))
        for level in [*levels_of(traces), "all"]
    ]
    return [cell for cell in cells if cell[2]]


def _frequencies(traces: Sequence[Measured]) -> list[dict[str, Any]]:
    rows = []
    for outcome, level, members in _cells(traces):
        shares = [trace.frequencies for trace in members]
        means = {code: _round(_mean([share[code] for share in shares])) for code in PATTERNS}
        rows.append({"outcome": outcome, "difficulty": level, "traces": len(members), **means})
    return rows


def _entropies(traces: Sequence[Measured]) -> dict[str, Any]:
    values = {
        outcome: [entropy(trace.frequencies.values()) for trace in traces if trace.solved is solved]
        for outcome, solved in (("correct", True), ("incorrect", False))
    }
    test = welch_t_test(values["correct"], values["incorrect"])
    means = {name: _round(_mean(found)) if found else None for name, found in values.items()}
    return {**means, "unit": "nats", "t": _round(test.t), "p": _round(test.p)}


def _across_difficulty(traces: Sequence[Measured]) -> list[dict[str, Any]]:
    """Welch's t-test of a pattern's frequency between two difficulties, for correct and incorrect traces apart."""
    rows: list[dict[str, Any]] = []
    for outcome, solved in (("correct", True), ("incorrect", False)):
        of_outcome = [trace for trace in traces if trace.solved is solved]
        for easier, harder in combinations(levels_of(of_outcome), 2):
            first, second = (
                [trace.frequencies for trace in of_outcome if trace.difficulty == level] for level in (easier, harder)
            )
            for code in PATTERNS:
                test = welch_t_test([share[code] for share in first], [share[code] for share in second])
                rows.append(
                    {
                        "outcome": outcome, "pattern": code, "easier": easier, "harder": harder,
                        "traces": [len(first), len(second)], "t": _round(test.t), "freedom": _round(test.freedom),
                        "p": _round(test.p),
                    }
                )  # fmt: skip
    return _judged(rows)


def _per_problem(traces: Sequence[Measured]) -> list[dict[str, Any]]:
    """For problems with both outcomes: in how many is a pattern more frequent in the correct traces, on average."""
    by_question: dict[str, tuple[list[Measured], list[Measured]]] = {}
    for trace in traces:
        by_question.setdefault(trace.question_id, ([], []))[trace.solved].append(trace)
    pairs = [(correct, incorrect) for incorrect, correct in by_question.values() if correct and incorrect]
    rows = []
    for code in PATTERNS:
        differences = [
            _mean([t.frequencies[code] for t in correct]) - _mean([t.frequencies[code] for t in incorrect])
            for correct, incorrect in pairs
        ]
        # shares of the same counts can differ in the last bit
        more = sum(value > 1e-12 for value in differences)
        less = sum(value < -1e-12 for value in differences)
        p = _round(binomial_p(more, more + less)) if more + less else None
        share = _round(more / (more + less)) if more + less else None
        rows.append(
            {"pattern": code, "problems": len(pairs), "more": more, "less": less,
             "ties": len(pairs) - more - less, "share": share, "p": p}
        )  # fmt: skip
    return _judged(rows)


def _judged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add whether p is below alpha, alone and, by Holm's rule, as one of this many tests."""
    adjusted = adjust_holm([row["p"] for row in rows])
    return [
        {**row, "significant": row["p"] is not None and row["p"] < ALPHA, "p_holm": _round(p)}
        for row, p in zip(rows, adjusted, strict=True)
    ]


def _tokens(traces: Sequence[Measured]) -> list[dict[str, Any]]:
    rows = []
    for outcome, level, members in _cells(traces):
        lengths = sorted(trace.tokens for trace in members)
        rows.append(
            {"outcome": outcome, "difficulty": level, "traces": len(lengths), "mean": _round(_mean(lengths)),
             "median": _quantile(lengths, 0.5), "p90": _quantile(lengths, 0.9)}
        )  # fmt: skip
    for level in [*levels_of(traces), "all"]:
        members = [trace for trace in traces if level in ("all", trace.difficulty)]
        solved = sum(trace.solved for trace in members)
        if solved:
            spent = sum(trace.tokens for trace in members)
            rows.append({"outcome": "per solved", "difficulty": level, "traces": len(members), "mean": spent / solved})
    return rows


def _loops(traces: Sequence[Measured]) -> list[dict[str, Any]]:
    return [
        {"outcome": outcome, "difficulty": level, "traces": len(members), "looping": sum(t.looping for t in members)}
        for outcome, level, members in _cells(traces)
    ]


def _quantile(ordered: Sequence[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS) + 0.0
