"""C++ programs → verdicts: compile in the sandbox, run there, read the evidence by the rules of every other program."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kodenv.checkers import is_program
from kodenv.checking import check_outputs
from kodenv.cpp.binaries import Binaries
from kodenv.cpp.builds import Build, Builds
from kodenv.cpp.image import static_bytes
from kodenv.cpp.sources import program_unit, suite_apart_unit, together_unit
from kodenv.cpp.standing import Bench, CppStanding, cpp_standing_from_row, measure
from kodenv.cpp.steps import Steps, drive
from kodenv.cpp.toolchain import Toolchain, find_toolchain
from kodenv.cpp.user_headers import UserHeaders
from kodenv.evidence import Finding, read_suite_run
from kodenv.going_on import put_inputs
from kodenv.lanes import Job, Outcome
from kodenv.preparation import JUDGE_VERSION, Bounds, digest
from kodenv.records import Isolation, Measured, Status, Triplet, Verdict
from kodenv.sandbox import wire
from kodenv.sandbox.worker import NATIVE_PROFILE
from kodenv.stdio_evidence import held_cases, read_stdio_runs
from kodenv.subtasks import SubtaskScore, score_subtasks
from kodenv.verdict_store import VerdictStore, default_path

_REMEMBERED = 512
_TOO_MUCH_STATIC = "its variables of static storage alone are over its memory limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class CppTask:
    """A C++ program to be judged.

    Attributes:
        triplet: By its suite.
        program: The program.
        bounds: Its limits.
        pairs: Inputs and outputs of a stdio suite.
        wanted: Whether somebody still waits.
        is_kept: Whether the store may know the verdict, and keep it.
    """

    triplet: Triplet
    program: str
    bounds: Bounds
    pairs: Sequence[tuple[str, str]]
    wanted: Callable[[], bool]
    is_kept: bool = True


class CppJudging:
    """The judge's part that knows C++. It finds the compiler when the first C++ program comes."""

    def __init__(
        self,
        put: Callable[[Job], None],
        store: VerdictStore | None,
        cache: Path | None,
        isolation: str,
        *,
        keep: bool,
        include: UserHeaders | None = None,
    ) -> None:
        """Take what queues a job, the store, the compiler's cache folder, the wanted isolation, what is to be kept.

        Args:
            put: What queues a job.
            store: The store of verdicts.
            cache: Where precompiled headers are kept, and binaries; None: nowhere.
            isolation: ``auto``, ``shared`` or ``split``.
            keep: Whether binaries are kept in the cache folder.
            include: Headers for checker programs.
        """
        self._put, self._store, self._cache, self._isolation = put, store, cache, isolation
        self._include = include
        self._found: dict[str, Builds | str] = {}
        self._binaries = Binaries(cache / "binaries" if keep and cache is not None else None)
        self._standings: OrderedDict[str, Future[CppStanding]] = OrderedDict()
        self._lock = threading.Lock()

    def builds(self, standard: str | None = None) -> "Builds | str":
        """Return what compiles programs of a standard (None: the default), or why there is no compiler."""
        return self._builds(standard or "", lambda found: found.of_standard(standard) if standard else found)

    def checker_builds(self) -> "Builds | str":
        """Return what compiles checker programs, or why there is no compiler."""
        include = self._include
        if include is None:
            return self.builds()
        return self._builds("checkers", lambda found: found.with_include(include))

    def _builds(self, name: str, choose: "Callable[[Toolchain], Toolchain | str]") -> "Builds | str":
        with self._lock:
            if name not in self._found:
                compiler = find_toolchain(self._cache)
                found = compiler if isinstance(compiler, str) else choose(compiler)
                self._found[name] = found if isinstance(found, str) else Builds(self._put, found, self._binaries)
            return self._found[name]

    def judge(self, task: CppTask, done: "Future[Verdict]") -> None:
        """Put the verdict on a program into ``done``, now or later."""
        drive(self._verdict(task), done)

    def _verdict(self, task: CppTask) -> Steps[Verdict]:
        builds = self.builds(task.triplet.cpp_standard)
        if isinstance(builds, str):
            return _plain(task, "split", Status.UNSCORED, builds, len(task.pairs))
        bench = Bench(self._put, builds)
        if task.triplet.test_format == "stdio":
            return (yield from self._stored(task, "split", builds, self._on_inputs(task, bench)))
        standing: CppStanding = yield self._standing(task, bench)
        refusal = standing.refusal
        if not refusal and self._isolation == "split" and standing.mode != "split":
            refusal = f"not eligible for split isolation: {standing.why}"
        if refusal:
            return _plain(task, standing.mode, Status.UNSCORED, refusal, len(standing.expected.required))
        return (yield from self._stored(task, standing.mode, builds, self._on_suite(task, bench, standing)))

    def _stored(self, task: CppTask, mode: str, builds: Builds, steps: Steps[Verdict]) -> Steps[Verdict]:
        """Answer from the store, else by these steps."""
        store = self._store if task.is_kept else None
        place = builds.toolchain.identity + (f" {self._include.digest}" if self._include else "")
        known = store.get(_digest(task, mode), place) if store is not None else None
        if known is not None:
            return known
        verdict = yield from steps
        if store is not None:
            store.put(verdict, place)
        return verdict

    def _on_inputs(self, task: CppTask, bench: Bench) -> Steps[Verdict]:
        build: Build = yield bench.builds.of(program_unit(task.program))
        if not build.binary:
            return _not_built(task, "split", build, len(task.pairs))
        inputs = [text.encode("utf-8", "surrogatepass") for text, _ in task.pairs]
        if static_bytes(build.binary) > task.bounds.memory_mb << 20:
            return _plain(task, "split", Status.MEMORY, _TOO_MUCH_STATIC, len(task.pairs))
        going_on = Bench(lambda job: put_inputs(self._put, job, task.triplet), bench.builds)
        outcome = yield from going_on.run(wire.NATIVE, (build.binary,), task.bounds, [b"", *inputs], task.wanted)
        runs = _runs_of(outcome)
        if runs is None:
            return _not_run(task, "split", outcome, len(task.pairs))
        checker, opinions = task.triplet.checker, None
        if checker is not None and is_program(checker):
            found = yield from check_outputs(
                self._put, self.checker_builds, checker, runs, task.pairs, task.bounds.timeout_s
            )
            if found.unscored:
                return _plain(task, "split", Status.UNSCORED, found.unscored, len(task.pairs), outcome)
            opinions = found.of
        finding = read_stdio_runs(
            runs, task.pairs, checker, task.bounds.timeout_s, opinions=opinions, points=task.triplet.points
        )
        return _verdict_of(task, "split", finding, outcome, score_subtasks(task.triplet.subtasks, held_cases(finding)))

    def _on_suite(self, task: CppTask, bench: Bench, standing: CppStanding) -> Steps[Verdict]:
        split, total = standing.mode == "split", len(standing.expected.required)
        triplet = task.triplet
        files: tuple[bytes, ...]
        if split:
            assert triplet.entry_point is not None
            build: Build = yield from bench.build_apart(task.program, triplet.entry_point, standing.signature)
            suite: Build = yield bench.builds.of(suite_apart_unit(triplet.solution, triplet.test, triplet.entry_point))
            if not suite.binary:
                why = suite.unscored or suite.message
                return _plain(task, "split", Status.UNSCORED, f"the suite could not be compiled again: {why}", total)
            files = (build.binary, suite.binary)
        else:
            build = yield bench.builds.of(together_unit(task.program, triplet.test))
            files = (build.binary,)
        if not build.binary:
            return _not_built(task, standing.mode, build, total)
        if static_bytes(build.binary) > task.bounds.memory_mb << 20:
            return _plain(task, standing.mode, Status.MEMORY, _TOO_MUCH_STATIC, total)
        mode = wire.NATIVE_SPLIT if split else wire.NATIVE_SHARED
        outcome = yield from bench.run(mode, files, task.bounds, [b""], task.wanted)
        runs = _runs_of(outcome)
        if runs is None:
            return _not_run(task, standing.mode, outcome, total)
        finding = read_suite_run(runs[0], standing.expected, task.bounds.timeout_s, split=split)
        return _verdict_of(task, standing.mode, finding, outcome)

    def _standing(self, task: CppTask, bench: Bench) -> "Future[CppStanding]":
        """Return what the reference fixes, which may still have to be measured."""
        one, bounds = task.triplet, task.bounds
        parts = [
            JUDGE_VERSION, "cpp standing", self._isolation, one.test, one.entry_point, one.solution,
            one.cpp_standard, bounds.timeout_s, bounds.memory_mb,
        ]  # fmt: skip
        name = hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            known = self._standings.get(name)
            if known is not None:
                self._standings.move_to_end(name)
                return known
            made: Future[CppStanding] = Future()
            self._standings[name] = made
            if len(self._standings) > _REMEMBERED:
                self._standings.popitem(last=False)
        drive(self._measured(name, one, bounds, bench), made)
        return made

    def _measured(self, name: str, triplet: Triplet, bounds: Bounds, bench: Bench) -> Steps[CppStanding]:
        place = bench.builds.toolchain.identity
        row = self._store.standing(name, place) if self._store is not None else None
        if row is not None:
            try:
                return cpp_standing_from_row(row)
            except (KeyError, TypeError):
                pass  # another version wrote it
        standing = yield from measure(bench, triplet, bounds, self._isolation)
        if self._store is not None and standing.lasting:
            self._store.put_standing(name, place, standing.to_row())
        return standing


def cpp_cache(cache: bool | Path) -> Path | None:
    """Return where a judge's C++ things are kept, beside its store of verdicts; None: this user has no such place."""
    try:
        return (cache if isinstance(cache, Path) else default_path()).parent / "cpp"
    except RuntimeError:
        return None


def _digest(task: CppTask, mode: str) -> str:
    return digest(task.triplet, task.program, task.bounds, NATIVE_PROFILE, mode)


def _isolation(mode: str, layers: tuple[str, ...] = ()) -> Isolation:
    return Isolation(mode=mode, layers=layers, profile=NATIVE_PROFILE)


def _runs_of(outcome: Outcome) -> list[wire.Run] | None:
    if outcome.error is not None:
        raise outcome.error
    return outcome.runs


def _plain(
    task: CppTask, mode: str, status: Status, message: str, total: int, outcome: Outcome | None = None
) -> Verdict:
    attempts = outcome.attempts if outcome is not None else 0
    return Verdict(
        status=status, total=total, message=message, isolation=_isolation(mode), digest=_digest(task, mode),
        measured=Measured(attempts=attempts),
    )  # fmt: skip


def _not_run(task: CppTask, mode: str, outcome: Outcome, total: int) -> Verdict:
    if outcome.over_memory:
        return _plain(task, mode, Status.MEMORY, "its processes together went over the memory limit", total, outcome)
    return _plain(task, mode, Status.UNSCORED, outcome.unscored, total, outcome)


def _not_built(task: CppTask, mode: str, build: Build, total: int) -> Verdict:
    if build.error is not None:
        raise build.error
    measured = Measured(wall_s=build.wall_s, cpu_s=build.cpu_s, attempts=1)
    return Verdict(
        status=build.status or Status.UNSCORED, total=total, message=build.message or build.unscored,
        isolation=_isolation(mode, build.layers), digest=_digest(task, mode), measured=measured,
    )  # fmt: skip


def _verdict_of(
    task: CppTask, mode: str, finding: Finding, outcome: Outcome, subtasks: tuple[SubtaskScore, ...] = ()
) -> Verdict:
    runs: Sequence[Any] = outcome.runs or ()
    measured = Measured(
        wall_s=sum(run.wall_s for run in runs),
        cpu_s=sum(run.cpu_s for run in runs),
        peak_memory_bytes=max((run.peak_memory_bytes for run in runs), default=0),
        attempts=outcome.attempts,
    )
    return Verdict(
        status=finding.status, passed=finding.passed, total=finding.total, message=finding.message,
        cases=finding.cases, isolation=_isolation(mode, outcome.layers), digest=_digest(task, mode),
        measured=measured, subtasks=subtasks,
    )  # fmt: skip
