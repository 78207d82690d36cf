"""Triplet → certificate: every measurement in turn, all through the sandboxed judge."""

import dataclasses
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from kodenv.certifying.bounds import rate_bound, wilson
from kodenv.certifying.certificate import Certificate
from kodenv.certifying.kills import holds, is_killed, is_late, kills_by_case, smallest_cover
from kodenv.certifying.reading import Reading, read_triplet
from kodenv.certifying.stubs import stubs_of
from kodenv.certifying.survival import DEFAULT_MUTANTS, TriesMany, try_mutants
from kodenv.certifying.trials import DEFAULT_RUNS, FEW_SEEDS, Flakiness, bounded, plan_runs, read_runs, single_causes
from kodenv.conditions import AS_ALWAYS, Conditions, Trial
from kodenv.mutation import Mutant, diff_of
from kodenv.preparation import Bounds, bounds_for
from kodenv.records import CaseStatus, Status, Triplet, Verdict, parse_stdio
from kodenv.rollout import JudgesMany
from kodenv.suite_calls import asserted_calls, share_shown, tested_functions

_STUB_CPU_S = 0.4
_AGAIN = 5  # runs by which a cause is told
_BATCH = 8  # runs between two looks: one that takes all its time is not repeated much
_MAY_PASS = (Status.FAILED, Status.ERROR)  # another time
_TIGHT = 10  # a reference that is this near to a limit has no margin to speak of


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured.

    Attributes:
        runs: Runs of a reference where its texts name no source of chance; five times as many where they do.
        mutants: Mutants of a reference at most.
    """

    runs: int = DEFAULT_RUNS
    mutants: int = DEFAULT_MUTANTS


class Certifier:
    """Makes certificates; any number of threads may ask it for one at a time.

    Args:
        judge: Judges references as any program is judged: its own isolation, its own store.
        bench: Runs what is only to be measured: program and suite together, no planted cases, no store.
        shaker: The same with a single lane, for runs that each need a worker of another hash seed.
        effort: How much is measured.
        timeout_s: What the judge was told, in seconds.
        memory_mb: What it was told, in MiB.
    """

    def __init__(
        self,
        judge: JudgesMany,
        bench: TriesMany,
        shaker: TriesMany,
        effort: Effort,
        *,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
    ) -> None:
        """Take what judges and what runs; see the class."""
        self._judge, self._bench, self._shaker, self._effort = judge, bench, shaker, effort
        self._timeout_s, self._memory_mb = timeout_s, memory_mb

    def certify(self, triplet: Triplet) -> Certificate:
        """Return the certificate of one triplet."""
        began = time.monotonic()
        [verdict] = self._judge.judge_many([(triplet, triplet.solution)])
        reading = read_triplet(triplet)
        plain = Certificate(
            question_id=triplet.question_id,
            reference=str(verdict.status),
            cases=[case.id for case in verdict.cases if case.status is not CaseStatus.SKIPPED],
            split=verdict.isolation.mode == "split",
            entry_point_named=_is_named(triplet),
            prompt_leak=_leak(triplet),
            warnings=reading.warnings,
            measured={"message": verdict.message},
        )
        bounds = bounds_for(triplet, self._timeout_s, self._memory_mb)
        limits = {"timeout_s": bounds.timeout_s, "memory_mb": bounds.memory_mb}
        bare = dataclasses.replace(triplet, limits=limits, certificate=None)
        if verdict.solved:
            return self._measured(plain, bare, bounds, reading, began)
        if verdict.status in _MAY_PASS:
            return self._unsolved(plain, bare, reading, verdict)
        return plain

    def _unsolved(self, plain: Certificate, bare: Triplet, reading: Reading, verdict: Verdict) -> Certificate:
        """Tell a reference that fails from one that fails at times."""
        flaky, causes = self.shake(bare, plain.cases, reading, verdict)
        if flaky.failures == flaky.runs:
            return plain
        measured = {**plain.measured, "runs": flaky.runs, "failed_runs": flaky.failures}
        warnings = sorted({*plain.warnings, *causes, "flaky"})
        return dataclasses.replace(plain, flaky_cases=flaky.cases, warnings=warnings, measured=measured)

    def _measured(
        self, plain: Certificate, bare: Triplet, bounds: Bounds, reading: Reading, began: float
    ) -> Certificate:
        traced, first = self._try(bare, [Conditions(is_traced=True), AS_ALWAYS])
        flaky, causes = self.shake(bare, plain.cases, reading, first)
        steady = [one for one in plain.cases if one not in flaky.cases]
        stubs = self._try_stubs(bare, plain.cases)
        survival = try_mutants(
            self._bench, bare, steady, first.measured.cpu_s, self._effort.mutants, all_steady=not flaky.cases
        )
        kills = kills_by_case(survival.killed, steady)
        counted, killed = len(survival.mutants) - len(survival.equivalent), len(survival.killed)
        margins = {
            "time": round(bounds.timeout_s / max(first.measured.wall_s, 1e-4), 1),
            "memory": round((bounds.memory_mb << 20) / max(first.measured.peak_memory_bytes, 1), 1),
        }
        found = {*plain.warnings, *causes, *stubs.codes, *_margin_codes(margins)}
        return dataclasses.replace(
            plain,
            vacuous=stubs.vacuous,
            stub_passes=stubs.passes,
            flaky_cases=flaky.cases,
            minimal_cases=smallest_cover(kills),
            mutants=counted,
            killed=killed,
            mutation_score=round(killed / counted, 6) if counted else None,
            mutation_interval=wilson(killed, counted),
            survivors=[_evidence(mutant, bare.solution, call) for mutant, call in survival.survivors],
            kills=kills,
            line_coverage=_rounded(traced.measured.line_coverage),
            branch_coverage=_rounded(traced.measured.branch_coverage),
            warnings=sorted(found),
            measured={
                "runs": flaky.runs,
                "failed_runs": flaky.failures,
                "flake_rate_bound": rate_bound(flaky.runs) if not flaky.failures else None,
                "risks": sorted(reading.risks),
                "reference_wall_s": round(first.measured.wall_s, 6),
                "reference_cpu_s": round(first.measured.cpu_s, 6),
                "margins": margins,
                "equivalent_mutants": list(survival.equivalent),
                "questions": survival.questions,
                "mutant_cpu_limit_s": survival.cpu_limit_s,
                "mutants_cpu_s": round(survival.cpu_s, 6),
                "cases_without_kills": [one for one in steady if one not in kills],
                "wall_s": round(time.monotonic() - began, 6),
            },
        )

    def _try(self, triplet: Triplet, conditions: Sequence[Conditions]) -> list[Verdict]:
        bench = self._shaker if any(one.hash_seed >= FEW_SEEDS for one in conditions) else self._bench
        return list(bench.try_many(Trial(triplet, triplet.solution, one) for one in conditions))

    def shake(
        self, triplet: Triplet, case_ids: Sequence[str], reading: Reading, first: Verdict
    ) -> tuple[Flakiness, set[str]]:
        """Run the reference under many conditions; return the unsteady cases and the codes of what they hang on.

        Args:
            triplet: Whose reference.
            case_ids: Its cases.
            reading: What its texts say.
            first: A run of the reference as always.
        """
        limit = bounds_for(triplet, None, None).timeout_s
        planned = [
            bounded(one, first, reading.risks, limit) for one in plan_runs(triplet, reading.risks, self._effort.runs)
        ]
        verdicts: list[Verdict] = []
        while len(verdicts) < len(planned):
            verdicts += self._try(triplet, planned[len(verdicts) : len(verdicts) + _BATCH])
            if any(map(is_late, verdicts)):
                break  # each would cost its whole limit
        flaky = read_runs(verdicts, planned[: len(verdicts)], case_ids)
        return flaky, self._causes(triplet, flaky, verdicts, planned) if flaky.failures else set()

    def _causes(
        self, triplet: Triplet, flaky: Flakiness, verdicts: Sequence[Verdict], planned: Sequence[Conditions]
    ) -> set[str]:
        """Name what an unsteady suite hangs on, by runs that differ in one way only."""
        codes = {"flaky"}
        if flaky.timed_out:
            return {*codes, "flaky_timeout"}
        failed = [one for verdict, one in zip(verdicts, planned, strict=False) if not verdict.solved]
        limited = Conditions(timeout_s=planned[0].timeout_s, cpu_s=planned[0].cpu_s)
        as_always = self._try(triplet, [limited] * _AGAIN)
        if not all(one.solved for one in as_always):
            return {*codes, "flaky_by_itself"}
        for conditions in failed[:_AGAIN]:
            causes = single_causes(conditions, limited)
            runs = self._try(triplet, list(causes.values()))
            codes |= {f"flaky_{name}" for name, run in zip(causes, runs, strict=True) if not run.solved}
        return codes

    def _try_stubs(self, triplet: Triplet, case_ids: Sequence[str]) -> "_Stubbed":
        stubs = stubs_of(triplet)
        if stubs is None:
            return _Stubbed()
        programs = [stubs.raising, stubs.empty, *stubs.constants]
        limit = Conditions(cpu_s=_STUB_CPU_S)
        verdicts = list(self._bench.try_many(Trial(triplet, one, limit) for one in programs))
        raising, empty, *_ = verdicts
        held = [{case.id for case in one.cases if holds(case)} for one in (raising, empty)]
        always = [one for one in case_ids if all(one in ids for ids in held)]
        passes = any(not is_killed(one) and one.status is not Status.UNSCORED for one in verdicts)
        vacuous = bool(case_ids) and len(always) == len(case_ids)
        codes = {name for name, is_so in (("vacuous", vacuous), ("stub_passes", passes)) if is_so}
        if always and not vacuous:
            codes.add("case_without_solution")
        return _Stubbed(vacuous=vacuous, passes=passes, codes=frozenset(codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stubbed:
    vacuous: bool = False
    passes: bool = False
    codes: frozenset[str] = frozenset()


def certify_many(
    certify: Callable[[Triplet], Certificate], triplets: Iterable[tuple[int, Triplet]], at_a_time: int
) -> Iterator[tuple[int, Certificate]]:
    """Yield the certificates of numbered triplets as they are made, several at a time, reading little ahead."""
    waiting: dict[Future[Certificate], int] = {}
    with ThreadPoolExecutor(at_a_time) as pool:
        try:
            for number, triplet in triplets:
                waiting[pool.submit(certify, triplet)] = number
                if len(waiting) > 2 * at_a_time:
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)
        finally:
            for one in waiting:
                one.cancel()


def _finished(waiting: "dict[Future[Certificate], int]") -> Iterator[tuple[int, Certificate]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for one in sorted(done, key=lambda future: future.exception() is not None):  # what is done is not lost
        yield waiting.pop(one), one.result()


def _is_named(triplet: Triplet) -> bool:
    """Tell whether the question names what the suite calls; what is asked for by input and output needs no name."""
    if triplet.test_format == "stdio":
        return True
    tested = tested_functions(triplet.test, triplet.solution)
    names = {triplet.entry_point} if triplet.entry_point else set(tested)
    return bool(names) and all(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", triplet.question) is not None for name in names
    )


def _leak(triplet: Triplet) -> float:
    """Return the share of the asserted calls that can be read in the question; of the inputs, for stdio."""
    if triplet.test_format == "stdio":
        texts = [text.strip() for text, _ in parse_stdio(triplet.test)]
        shown = sum(bool(text) and text in triplet.question for text in texts)
        return round(shown / len(texts), 6) if texts else 0.0
    names = {*tested_functions(triplet.test, triplet.solution)}
    question, test = triplet.question, triplet.test
    if triplet.entry_point and "candidate" in test:
        names.add("candidate")
        question = re.sub(rf"(?<!\w){re.escape(triplet.entry_point)}(?=\()", "candidate", question)
    return round(share_shown(question, asserted_calls(test, names)), 6)


def _margin_codes(margins: dict[str, Any]) -> set[str]:
    return {f"tight_{name}" for name, margin in margins.items() if margin < _TIGHT}


def _evidence(mutant: Mutant, source: str, call: str) -> str:
    diff = diff_of(mutant, source)
    return f"{diff}\n# {mutant.id} differs on {call}" if call else diff


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
