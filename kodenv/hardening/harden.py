"""One triplet → a stronger one: more cases, chosen from inputs on which wrong programs differ from the reference."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kodenv.errors import ConfigError, unknown_name
from kodenv.hardening.answers import Answer, Call
from kodenv.hardening.inputs import propose, usable_calls
from kodenv.hardening.oracle import ORACLES, Refusals, Trusted, ask_programs, ask_reference, independent
from kodenv.hardening.preconditions import Uses, infer
from kodenv.hardening.reading import Reading, read_suite, stated_calls
from kodenv.hardening.running import Probe, Recording, Runner
from kodenv.hardening.selecting import select
from kodenv.hardening.sizes import counting_arguments, spans
from kodenv.hardening.stdio import add_printed_cases, find_printed_cases
from kodenv.hardening.writing import MOST_CHARS, NewCase, add_cases
from kodenv.records import CaseStatus, Triplet
from kodenv.rollout import JudgesMany
from kodenv.seeding import derive_seed

DOMAINS = ("seen", "wide")
COLUMN, EARLIER = "hardening", "earlier_suites"
MakeMutants = Callable[[Triplet], Iterable[str]]
_Found = tuple[Sequence[Any], Callable[[Sequence[Any]], str]]  # new cases, and what writes them into the suite
_MOST_INPUTS = 60  # standard inputs to try; each is a process


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How suites are hardened.

    Attributes:
        oracle: ``agreement``: an expected value counts where independent programs agree with the reference;
            ``reference``: the reference alone.
        domain: ``seen``: inputs keep what held in every call seen; ``wide``: one such rule may be broken, unless the
            question states it, where the reference takes it.
        most: Cases to add at most.
        tries: Inputs to try.
        threshold, fewest: Which share of the independent programs must agree, and how many at least.
        mutants: Mutants to try at most.
        runs: How often the reference must pass the new suite.
        seed: Of everything drawn.

    Raises:
        ConfigError: If a value cannot be used.
    """

    oracle: str = "reference"
    domain: str = "wide"
    most: int = 48
    tries: int = 600
    threshold: float = 0.6
    fewest: int = 2
    mutants: int = 60
    runs: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, known in (("oracle", self.oracle, ORACLES), ("domain", self.domain, DOMAINS)):
            if value not in known:
                raise ConfigError(unknown_name(name, value, known))
        if not 0.5 < self.threshold <= 1:
            raise ConfigError(f"threshold: expected a share above 0.5 up to 1, got {self.threshold!r}; raise it")


@dataclass(slots=True, kw_only=True)
class Account:
    """What became of one triplet; see :meth:`to_row`."""

    options: Options
    why_not: str = ""
    added: int = 0
    tried: int = 0
    trusted: int = 0
    flaky: int = 0
    mutants: int = 0
    survivors: int = 0
    survivors_left: int = 0
    programs: int = 0
    beyond: dict[str, list[str]] = field(default_factory=dict)
    refusals: Refusals = field(default_factory=Refusals)

    def to_row(self, version: int, test: str) -> dict[str, Any]:
        """Return the provenance that a hardened row carries."""
        row: dict[str, Any] = {
            "version": version, "oracle": self.options.oracle, "domain": self.options.domain, "seed": self.options.seed,
            "added": self.added, "why_not": self.why_not, "tried": self.tried, "trusted": self.trusted,
            "refused": dict(sorted(self.refusals.counts.items())), "disputed": self.refusals.disputed,
            "beyond_seen": self.beyond, "flaky_dropped": self.flaky, "mutants": self.mutants,
            "survivors_before": self.survivors, "survivors_after": self.survivors_left, "programs": self.programs,
            "earlier_sha256": _digest(test),
        }  # fmt: skip
        return row


def harden(
    triplet: Triplet,
    *,
    judge: JudgesMany,
    runner: Runner,
    mutants: MakeMutants,
    programs: Sequence[str] = (),
    options: Options,
    leave: str = "",
) -> Triplet:
    """Return the triplet with a stronger suite, or with the one it has and the reason.

    Args:
        triplet: Question, reference and suite; for ``pytest`` and ``assert`` a function as the entry point.
        judge: Judges the reference with the new suite; it should neither read nor write a store.
        runner: Calls programs on inputs.
        mutants: Makes small wrong versions of the reference.
        programs: Candidates for the question, right or wrong: those that pass the old suite vote, all of them show
            where answers differ.
        options: How.
        leave: Why the suite is to be left as it is; empty: it is not.

    Returns:
        The triplet; column ``hardening`` says what was done, ``earlier_suites`` keeps the suite it had.

    Raises:
        SandboxUnavailable: If programs cannot be run.
    """
    if not leave and triplet.language != "python":
        leave = "only Python programs are hardened"
    account = Account(options=options, why_not=leave)
    cases, write = _nothing(triplet)
    if not leave:
        find = _find_printed if triplet.test_format == "stdio" else _find_cases
        cases, write = find(triplet, judge, runner, mutants, programs, account)
    test = triplet.test
    if cases:
        test, kept = _verified(triplet, judge, cases, write, options.runs)
        account.added, account.flaky = len(kept), len(cases) - len(kept)
        account.beyond = {name: sorted(case.broken) for name, case in kept.items() if case.broken}
        if not account.added:
            test, account.why_not = triplet.test, account.why_not or "the reference does not hold the new cases"
    elif not account.why_not:
        account.why_not = "no new input shows anything"
    earlier = list(triplet.extra.get(EARLIER) or [])
    version = int((triplet.extra.get(COLUMN) or {}).get("version", 0))
    if test != triplet.test:
        earlier.append({"version": version, "sha256": _digest(triplet.test), "test": triplet.test})
        version += 1
    extra = {**triplet.extra, COLUMN: account.to_row(version, triplet.test), EARLIER: earlier}
    certificate = triplet.certificate if test == triplet.test else None  # it spoke of the old suite
    return replace(_with_suite(triplet, test, account.added), certificate=certificate, extra=extra)


def _with_suite(triplet: Triplet, test: str, added: int) -> Triplet:
    """Return the triplet with a suite that has more cases; they win no points, but PASSED takes them too."""
    points = None if triplet.points is None else [*triplet.points, *[0] * added]
    return replace(triplet, test=test, points=points)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _nothing(triplet: Triplet) -> _Found:
    return [], lambda _: triplet.test


def _find_printed(
    triplet: Triplet, judge: JudgesMany, runner: Runner, mutants: MakeMutants, programs: Sequence[str], account: Account
) -> _Found:
    options = account.options
    others = list(independent(programs, without=triplet.solution))
    votes = None
    if options.oracle == "agreement":
        others = _accepted(judge, triplet, others)
        account.programs, votes = len(others), (options.threshold, options.fewest)
    small = list(independent(mutants(triplet), without=triplet.solution))[: options.mutants]
    account.tried = min(options.tries, _MOST_INPUTS)
    cases = find_printed_cases(
        triplet, runner, small, others, tries=account.tried, most=options.most // 2,
        seed=derive_seed("harden", options.seed, triplet.question_id), votes=votes, refusals=account.refusals,
    )  # fmt: skip
    account.mutants = len(small)
    return cases, lambda kept: add_printed_cases(triplet.test, kept)


def _accepted(judge: JudgesMany, triplet: Triplet, programs: Sequence[str]) -> list[str]:
    verdicts = judge.judge_many((triplet, program) for program in programs)
    return [one for one, verdict in zip(programs, verdicts, strict=True) if verdict.solved]


def _find_cases(
    triplet: Triplet, judge: JudgesMany, runner: Runner, mutants: MakeMutants, programs: Sequence[str], account: Account
) -> _Found:
    options = account.options
    reading = read_suite(triplet)
    if reading.why_not:
        account.why_not = reading.why_not
        return _nothing(triplet)
    calls, results = _seen(triplet, runner, reading)
    if not calls:
        account.why_not = "the suite does not call the entry point with plain values"
        return _nothing(triplet)
    uses = Uses(
        counting=counting_arguments(triplet.solution, reading.entry_point),
        stepping=counting_arguments(triplet.solution, reading.entry_point, dividing=False),
        spans=spans(triplet.solution, reading.entry_point),
    )
    rules = infer(calls, triplet.question, uses)
    seed = derive_seed("harden", options.seed, triplet.question_id)
    inside = options.tries if options.domain == "seen" else options.tries * 2 // 3
    candidates = propose(calls, rules, count=inside, seed=seed, wide=False)
    if options.domain == "wide":
        beyond = propose(calls, rules, count=options.tries - inside, seed=seed ^ 1, wide=True)
        candidates += beyond
    account.tried = len(candidates)
    trusted = ask_reference(runner, triplet.solution, reading, candidates, results, account.refusals)
    others = list(independent(programs, without=triplet.solution))
    if options.oracle == "agreement":
        voters = _accepted(judge, triplet, others)
        account.programs = len(voters)
        trusted = ask_programs(
            runner, voters, reading, trusted, threshold=options.threshold, fewest=options.fewest,
            refusals=account.refusals,
        )  # fmt: skip
    account.trusted = len(trusted)
    usable = [one for one in trusted if _is_short(case_of(one), reading)]
    small = list(independent(mutants(triplet), without=triplet.solution))[: options.mutants]
    found = select(runner, triplet.solution, reading, calls, usable, small, others, options.most)
    account.mutants, account.survivors, account.survivors_left = found.mutants, found.survivors, found.survivors_left
    cases = [case_of(one) for one in found.chosen]
    return cases, lambda kept: add_cases(triplet.test, triplet.test_format, reading, kept)


def _seen(triplet: Triplet, runner: Runner, reading: Reading) -> tuple[list[Call], list[Answer]]:
    """Return the calls of the suite and of the question's examples, and what the reference answers."""
    suite = Recording(
        program=triplet.solution, entry_point=reading.entry_point, suite=triplet.test, test_format=triplet.test_format,
        calls_check=reading.calls_check,
    )  # fmt: skip
    examples = replace(
        suite,
        suite="\n".join(stated_calls(triplet.question, reading.entry_point)),
        test_format="assert",
        calls_check=False,
    )
    found = runner.record(suite)
    if found:
        found = found + (runner.record(examples) if examples.suite else [])
    calls = usable_calls([call for call, _ in found])
    probe = Probe(program=triplet.solution, entry_point=reading.entry_point, calls=calls, view=reading.view)
    answers = next(runner.run([probe])) if calls else []
    return calls, answers


def case_of(one: Trusted) -> NewCase:
    """Return the case that asks for an input's answer."""
    call, answer = one.candidate.call, one.answer
    if answer.value is None and answer.changed:
        place = min(answer.changed)
        return NewCase(call=call, expected=answer.changed[place], place=place, broken=one.candidate.broken)
    in_order = one.in_order or not isinstance(answer.value, list | tuple)
    return NewCase(call=call, expected=answer.value, in_order=in_order, broken=one.candidate.broken)


def _is_short(case: NewCase, reading: Reading) -> bool:
    return len(case.condition(reading.entry_point, reading.view_text)) <= MOST_CHARS


def _verified(
    triplet: Triplet, judge: JudgesMany, cases: Sequence[Any], write: Callable[[Sequence[Any]], str], runs: int
) -> tuple[str, dict[str, Any]]:
    """Return the suite with the cases that the reference holds every time, and those cases by id."""
    kept = list(cases)
    while kept:
        stronger = _with_suite(triplet, write(kept), len(kept))
        verdicts = list(judge.judge_many((stronger, triplet.solution) for _ in range(runs)))
        ids = [case.id for case in verdicts[0].cases][-len(kept) :]
        if all(verdict.solved for verdict in verdicts):
            return stronger.test, dict(zip(ids, kept, strict=True))
        held = [{case.id for case in verdict.cases if case.status is CaseStatus.PASSED} for verdict in verdicts]
        still = [one for name, one in zip(ids, kept, strict=False) if all(name in seen for seen in held)]
        if len(still) == len(kept):  # what fails is none of the new cases
            break
        kept = still
    return triplet.test, {}
