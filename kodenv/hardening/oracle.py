"""Where the expected values of new cases come from: the reference alone, or the reference and programs that agree."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kodenv.hardening.agreement import consensus
from kodenv.hardening.answers import Answer, Call
from kodenv.hardening.comparing import is_steady, parts, same_answer
from kodenv.hardening.inputs import Candidate
from kodenv.hardening.preconditions import kinds_of
from kodenv.hardening.reading import Reading
from kodenv.hardening.running import Probe, Runner
from kodenv.hardening.shaking import shake
from kodenv.silence import parse_silently

_CALL_S = 0.25  # processor seconds that the reference may take for one input
_PATIENCE = 12  # inputs on which it may take longer, before the rest is not tried
ORACLES = ("agreement", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """An input with an answer that can be expected of every right program.

    Attributes:
        candidate: The input.
        answer: The reference's answer.
        in_order: Whether the order of the result's items is fixed.
    """

    candidate: Candidate
    answer: Answer
    in_order: bool = True


@dataclass(slots=True)
class Refusals:
    """How many inputs were dropped, by cause, and some inputs on which the programs outvote the reference."""

    counts: dict[str, int] = field(default_factory=dict)
    disputed: list[dict[str, Any]] = field(default_factory=list)

    def add(self, cause: str) -> None:
        """Count one."""
        self.counts[cause] = self.counts.get(cause, 0) + 1


def ask_reference(
    runner: Runner, solution: str, reading: Reading, candidates: Sequence[Candidate], results_seen: Sequence[Answer],
    refusals: Refusals,
) -> list[Trusted]:  # fmt: skip
    """Return the inputs that the reference answers steadily, with a value of a kind that was seen before.

    It is run twice more: on the inputs backwards with other seeds of chance and of hashes, and changed where the
    language leaves the answer open (:mod:`kodenv.hardening.shaking`). What differs then has several right answers and
    is dropped; a list that only changes its order may come in any order, in all cases.
    """
    first = next(runner.run([_probe(solution, reading, [one.call for one in candidates])]))
    kinds = _kinds_seen(results_seen)
    causes = [_refusal(answer, kinds) for answer in first]
    for cause in filter(None, causes):
        refusals.add(cause)
    asked = [(one, answer) for one, answer, cause in zip(candidates, first, causes, strict=True) if not cause]
    calls = [one.call for one, _ in asked]
    sets = any(
        isinstance(part, set) for call in calls for one in (*call.args, *call.kwargs.values()) for part in parts(one)
    )
    shaken = shake(solution, reading.entry_point if sets else "")
    probes = [_probe(solution, reading, calls, again=True)]
    probes += [] if shaken is None else [_probe(shaken, reading, calls)]
    runs = list(runner.run(probes))
    in_order = all(_keeps_order(asked[at][1], other[at]) for other in runs for at in range(len(asked)))
    trusted = []
    for at, (candidate, answer) in enumerate(asked):
        if all(same_answer(answer, other[at], in_order=in_order) for other in runs):
            trusted.append(Trusted(candidate=candidate, answer=answer, in_order=in_order))
        else:
            refusals.add("several right answers")
    return trusted


def _probe(program: str, reading: Reading, calls: Sequence[Call], *, again: bool = False) -> Probe:
    return Probe(
        program=program, entry_point=reading.entry_point, calls=calls, view=reading.view, backwards=again,
        seed=int(again), hash_seed=int(again), call_s=_CALL_S, patience=_PATIENCE,
    )  # fmt: skip


def _keeps_order(one: Answer, other: Answer) -> bool:
    return same_answer(one, other) or not same_answer(one, other, in_order=False)


def _kinds_seen(answers: Sequence[Answer]) -> frozenset[tuple[int, str]]:
    seen = [kinds_of(one.value) for one in answers if one.kind == "value"]
    return frozenset().union(*seen)


def _refusal(answer: Answer, kinds: frozenset[tuple[int, str]]) -> str:
    if answer.kind != "value":
        return {"raised": "the reference raises", "time": "the reference takes too long"}.get(
            answer.kind, "the reference gives no plain value"
        )
    if answer.value is None and not answer.changed and (0, "NoneType") not in kinds:
        return "a result of another kind"
    if not (kinds_of(answer.value) <= kinds or _loosely(kinds_of(answer.value)) <= _loosely(kinds)):
        return "a result of another kind"
    values = [answer.value, *answer.changed.values()]
    return "" if all(is_steady(one) for one in values) else "a result that is not finite"


def _loosely(kinds: frozenset[tuple[int, str]]) -> frozenset[tuple[int, str]]:
    return frozenset((depth, "number" if kind in ("int", "float") else kind) for depth, kind in kinds)


def ask_programs(
    runner: Runner, programs: Sequence[str], reading: Reading, trusted: Sequence[Trusted], *,
    threshold: float, fewest: int, refusals: Refusals,
) -> list[Trusted]:  # fmt: skip
    """Return the inputs on which independent programs agree with the reference.

    Args:
        runner: What runs programs.
        programs: Programs that pass the old suite, none the reference.
        reading: How the suite checks.
        trusted: What the reference answers steadily.
        threshold: The share of the programs that must give the reference's answer.
        fewest: How many of them at least.
        refusals: Where what is dropped is counted.
    """
    calls = [one.candidate.call for one in trusted]
    probes = (
        Probe(program=program, entry_point=reading.entry_point, calls=calls, view=reading.view) for program in programs
    )
    rows = list(runner.run(probes))
    agreed = []
    for at, one in enumerate(trusted):
        answers = [row[at] for row in rows]
        voted = consensus(answers, threshold=threshold, fewest=fewest, in_order=one.in_order)
        if voted is not None and same_answer(voted.answer, one.answer, in_order=one.in_order):
            agreed.append(one)
        elif voted is None:
            refusals.add("programs do not agree")
        else:
            refusals.add("programs outvote the reference")
            if len(refusals.disputed) < 5:
                said = [repr(found.value)[:200] for found in (one.answer, voted.answer)]
                call = {"call": repr(one.candidate.call.args)[:400], "reference": said[0], "programs": said[1]}
                refusals.disputed.append({**call, "votes": voted.votes, "of": len(answers)})
    return agreed


def independent(programs: Iterable[str], *, without: str = "") -> Iterator[str]:
    """Yield the programs that parse, one of each that differ in more than layout, comments and docstrings.

    Args:
        programs: Texts.
        without: A program that is not among them.
    """
    seen = {_essence(without)}
    for program in programs:
        essence = _essence(program)
        if essence and essence not in seen:
            seen.add(essence)
            yield program


def _essence(program: str) -> str:
    try:
        tree = parse_silently(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
