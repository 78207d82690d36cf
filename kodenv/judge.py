"""(triplet, program) → verdict: the pool of workers, and the only author of verdicts."""

import asyncio
import contextlib
import dataclasses
import functools
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kodenv.certified import weighted
from kodenv.checkers import is_program
from kodenv.checking import Opinions, check_outputs
from kodenv.conditions import Conditions, Trial
from kodenv.cpp.judging import CppJudging, CppTask, cpp_cache
from kodenv.cpp.steps import drive
from kodenv.dealing import Deck
from kodenv.decks import Decks
from kodenv.errors import ConfigError, DataError, SandboxUnavailable, unknown_name
from kodenv.evidence import Expectation, Planting, changed_objects, read_coverage, read_suite_run
from kodenv.lanes import Gate, Job, Lane, Outcome, closed_error
from kodenv.permissions import Permissions
from kodenv.preparation import Bounds, Suite, bounds_for, choose_kind, digest, prepare, unjudgeable
from kodenv.records import Isolation, Measured, Status, Triplet, Verdict
from kodenv.sandbox import wire
from kodenv.sandbox.limits import MESSAGE_CHARS
from kodenv.sandbox.worker import Kind, find_interpreter
from kodenv.standing import Question
from kodenv.stdio_evidence import read_stdio_runs
from kodenv.verdict_store import VerdictStore

_WINDOW = 64  # jobs a worker that judge_many reads ahead
_GLANCE_S = 0.1  # how long judge_many may hold a verdict back to hand over several at once
_MODES = {"shared": wire.SHARED, "split": wire.SPLIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A program to be judged, and who waits for its verdict."""

    triplet: Triplet
    program: str
    suite: Suite
    kind: Kind
    bounds: Bounds
    done: "Future[Verdict]"
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sitting:
    """How a task is judged, once that is known."""

    digest: str
    isolation: Isolation
    payload: bytes | None = None
    expected: Expectation | None = None
    planting: Planting | None = None
    deck: Deck | None = None


class Judge:
    """A pool of sandboxed workers that turns programs into verdicts.

    Args:
        workers: How many programs run at a time.
        timeout_s: Wall seconds per verdict (per case for stdio) and processor seconds; None: the triplet's own
            limit, else 20.
        memory_mb: Memory per program in MiB; None: the triplet's own limit, else 1024.
        isolation: ``auto``, ``shared`` or ``split``.
        profile: ``auto`` (chosen from the imports), ``base`` or ``scientific``.
        python: The interpreter whose packages programs see; None: this one.
        cache: Keep verdicts in the local store: True (the default store), a path, or False.
        allow_weak_sandbox: Judge on a machine that lacks layers which hostile programs need.
        without_layers: Names of layers not to use. For tests of the fallbacks.
        runner: ``auto``, or ``pytest``: the real pytest for every pytest suite, and no stored verdicts. For the test
            that both runners agree.
        coverage: Also measure the line coverage of each program that passes, by a second, traced run.
        plants: Add planted cases that a right program must fail; False is for measuring what they do.

    Raises:
        ConfigError: If an argument cannot be used.
        SandboxUnavailable: If this is not Linux. Workers start with the first job; if the machine then turns out to
            be below the minimum of layers, :meth:`judge` and its kin raise the same.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
        isolation: str = "auto",
        profile: str = "auto",
        python: str | None = None,
        cache: bool | Path = True,
        allow_weak_sandbox: bool = False,
        without_layers: Iterable[str] = (),
        runner: str = "auto",
        coverage: bool = False,
        plants: bool = True,
    ) -> None:
        """Check the arguments and start the lanes; see the class."""
        if sys.platform != "linux":
            raise SandboxUnavailable(f"sandbox: programs are judged on Linux only, this is {sys.platform}")
        if workers < 1:
            raise ConfigError(f"workers: expected 1 or more, got {workers!r}; leave it out for one")
        if timeout_s is not None and not 0 < timeout_s <= 86_400:
            raise ConfigError(f"timeout_s: expected seconds above 0, got {timeout_s!r}; leave it out for the default")
        if memory_mb is not None and not 16 <= memory_mb <= 1 << 20:
            raise ConfigError(f"memory_mb: expected 16 or more, got {memory_mb!r}; leave it out for the default")
        if isolation not in ("auto", "shared", "split"):
            raise ConfigError(unknown_name("isolation", isolation, ("auto", "shared", "split")))
        if profile not in ("auto", "base", "scientific"):
            raise ConfigError(unknown_name("profile", profile, ("auto", "base", "scientific")))
        if runner not in ("auto", "pytest"):
            raise ConfigError(unknown_name("runner", runner, ("auto", "pytest")))
        self.workers, self.timeout_s, self.memory_mb = workers, timeout_s, memory_mb
        self.isolation, self.profile, self.runner = isolation, profile, runner
        self.coverage = coverage
        self._interpreter = find_interpreter(python)
        keep = bool(cache) and runner == "auto"
        self._store = VerdictStore(cache if isinstance(cache, Path) else None) if keep else None
        self._weak, self._without = allow_weak_sandbox, tuple(without_layers)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        lasting = self._store if not (self._weak or self._without) else None
        self._decks = Decks(self._put, lasting, self._interpreter.version, isolation, plants=plants)
        self._cpp = CppJudging(self._put, lasting, cpp_cache(cache), isolation, keep=keep)
        self._closed = False
        self._closing = threading.Lock()
        self._process = os.getpid()
        gate = Gate()
        self._lanes = [
            Lane(self._jobs, gate, self._interpreter, self._without, allow_weak_sandbox) for _ in range(workers)
        ]
        self._threads = [threading.Thread(target=lane.run, daemon=True) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    def worker_pids(self) -> list[int]:
        """Return the process ids of the running workers' supervisors."""
        return [worker.pid for lane in self._lanes for worker in list(lane.workers.values()) if worker.pid]

    def judge(self, triplet: Triplet, program: str | None) -> Verdict:
        """Return the verdict on one program; None (no program found in a reply) is NO_PROGRAM."""
        return self._submit(triplet, program).result()

    def judge_many(self, pairs: Iterable[tuple[Triplet, str | None]]) -> Iterator[Verdict]:
        """Yield the verdicts of (triplet, program) pairs in input order, reading only a bounded window ahead."""
        return self._stream(self._submit(triplet, program) for triplet, program in pairs)

    def try_many(self, trials: Iterable[Trial]) -> Iterator[Verdict]:
        """Yield the verdicts of programs under conditions of their own; such verdicts are in no store."""
        return self._stream(self._submit(one.triplet, one.program, one.conditions) for one in trials)

    def _stream(self, submitted: "Iterator[Future[Verdict]]") -> Iterator[Verdict]:
        waiting: deque[Future[Verdict]] = deque()
        try:
            for future in submitted:
                waiting.append(future)
                if len(waiting) >= _WINDOW * self.workers:
                    _wait_for_some(waiting)
                while waiting and waiting[0].done():
                    yield waiting.popleft().result()
            while waiting:
                _wait_for_some(waiting)
                while waiting and waiting[0].done():
                    yield waiting.popleft().result()
        finally:
            for unwanted in waiting:  # the caller stopped asking; what no lane took yet is not run
                unwanted.cancel()

    async def judge_async(self, pairs: Iterable[tuple[Triplet, str | None]]) -> list[Verdict]:
        """Return the verdicts of (triplet, program) pairs in input order, without blocking the event loop."""
        loop = asyncio.get_running_loop()
        work = list(pairs)
        return await loop.run_in_executor(None, lambda: list(self.judge_many(work)))

    def _submit(self, triplet: Triplet, program: str | None, conditions: Conditions | None = None) -> "Future[Verdict]":
        if self._closed:
            raise ConfigError("judge: expected an open judge, got one that was closed; make a new one")
        if os.getpid() != self._process:
            raise ConfigError("judge: expected the process that made it, got a fork; make a judge in each process")
        done: Future[Verdict] = Future()
        reason = unjudgeable(triplet)
        bounds = bounds_for(triplet, self.timeout_s, self.memory_mb)
        suite = None
        if not reason:
            try:
                suite = prepare(triplet, self.runner)
            except DataError as error:
                reason = f"the suite cannot be used: {error}"
        if program is None or suite is None:
            status = Status.NO_PROGRAM if program is None else Status.UNSCORED
            mode = "split" if triplet.test_format == "stdio" else "shared"
            kind = choose_kind(suite, "", self.profile) if suite else Kind()
            sitting = _Sitting(
                digest=digest(triplet, program, bounds, kind.profile, mode),
                isolation=Isolation(mode=mode, profile=kind.profile),
            )
            message = "the reply holds no program" if program is None else reason
            done.set_result(_no_run(sitting, status, message, _known_total(suite)))
            return done
        kind = choose_kind(suite, program, self.profile, conditions.hash_seed if conditions else 0)
        own = dataclasses.replace(bounds, timeout_s=conditions.timeout_s or bounds.timeout_s) if conditions else bounds
        if triplet.language == "cpp":
            cpp = CppTask(
                triplet=triplet, program=program, bounds=own, pairs=suite.pairs, wanted=lambda: not done.cancelled(),
                is_kept=conditions is None,
            )  # fmt: skip
            self._cpp.judge(cpp, done)
            return done
        task = _Task(
            triplet=triplet, program=program, suite=suite, kind=kind, bounds=own, done=done, conditions=conditions
        )
        if suite.test_format == "stdio":
            name = digest(triplet, program, bounds, kind.profile, "split")
            self._begin(task, _Sitting(digest=name, isolation=Isolation(mode="split", profile=kind.profile)))
            return done
        reference_kind = choose_kind(suite, triplet.solution, self.profile)
        question = Question(triplet=triplet, suite=suite, bounds=bounds, kind=reference_kind)
        measured = self._decks.of(question)
        if measured.done():
            self._sit(task, measured)
        else:
            measured.add_done_callback(lambda deck: self._sit(task, deck))
        return done

    def _sit(self, task: _Task, measured: "Future[Deck]") -> None:
        """Begin a task whose triplet's standing is known now."""
        error = measured.exception()
        if error is not None:
            _answer(task.done, error)
            return
        deck = measured.result()
        standing = deck.standing
        mode = standing.mode
        refusal = standing.refusal
        if not refusal and self.isolation == "split" and mode != "split":
            refusal = f"not eligible for split isolation: {standing.why}"
        sitting = _Sitting(
            digest=digest(task.triplet, task.program, task.bounds, task.kind.profile, mode),
            isolation=_isolation(mode, (), task.kind.profile),
        )
        if refusal:
            _answer(task.done, _no_run(sitting, Status.UNSCORED, refusal, len(standing.expected.required)))
            return
        self._begin(task, sitting, deck)

    def _begin(self, task: _Task, sitting: _Sitting, deck: Deck | None = None) -> None:
        """Answer from the store, or queue the job."""
        store = self._store if task.conditions is None else None
        known = store.get(sitting.digest, self._interpreter.version) if store is not None else None
        if known is not None and not self._wants_coverage(known):
            _answer(task.done, weighted(known, task.triplet))
            return
        if deck is not None:
            try:
                payload, planting = deck.draw()
            except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
                _answer(task.done, error)
                return
            sitting = dataclasses.replace(sitting, payload=payload, expected=deck.standing.expected, planting=planting)
            sitting = dataclasses.replace(sitting, deck=deck)
        mode = wire.STDIO if sitting.payload is None else _MODES[sitting.isolation.mode]
        flags = task.conditions.flags if task.conditions else 0
        self._put(self._job(task, mode, flags, sitting.payload, lambda outcome: self._judged(task, sitting, outcome)))

    def _job(self, task: _Task, mode: int, flags: int, suite: bytes | None, deliver: Callable[[Outcome], None]) -> Job:
        bodies = [task.program.encode("utf-8", "surrogatepass")]
        if mode == wire.STDIO:
            bodies += [text.encode("utf-8", "surrogatepass") for text, _ in task.suite.pairs]
        return Job(
            kind=task.kind, mode=mode, flags=flags | task.suite.flags,
            timeout_s=task.bounds.timeout_s, memory_mb=task.bounds.memory_mb, bodies=bodies, suite=suite,
            wanted=lambda: not task.done.cancelled(), deliver=deliver,
        )  # fmt: skip

    def _put(self, job: Job) -> None:
        with self._closing:
            if not self._closed:
                self._jobs.put(job)
                return
        job.deliver(Outcome(error=closed_error()))

    def _wants_coverage(self, verdict: Verdict) -> bool:
        return self.coverage and verdict.solved and verdict.measured.line_coverage is None

    def _judged(self, task: _Task, sitting: _Sitting, outcome: Outcome, opinions: Opinions | None = None) -> None:
        """Make the verdict and hand it over, after a second run where one is needed."""
        if outcome.error is not None:
            _answer(task.done, outcome.error)
            return
        if opinions is None and sitting.expected is None and outcome.runs and is_program(task.triplet.checker):
            self._ask_checker(task, sitting, outcome)
            return
        try:
            verdict = _verdict(task, sitting, outcome, opinions)
        except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
            _answer(task.done, error)
            return
        if verdict.solved and sitting.deck is not None and outcome.runs and changed_objects(outcome.runs[0]):
            try:
                self._look_again(task, sitting, verdict)
            except Exception as error:
                _answer(task.done, error)
            return
        self._go_on(task, sitting, verdict)

    def _look_again(self, task: _Task, sitting: _Sitting, verdict: Verdict) -> None:
        """Have a program that changed its tests' own objects pass the suite also when they stay as they were."""
        assert sitting.deck is not None
        payload, planting = sitting.deck.kept()
        alike = dataclasses.replace(sitting, payload=payload, planting=planting, deck=None)

        def compare(outcome: Outcome) -> None:
            if outcome.error is not None:
                _answer(task.done, outcome.error)
                return
            try:
                second = _verdict(task, alike, outcome, None)
            except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
                _answer(task.done, error)
                return
            if second.solved:
                self._go_on(task, sitting, verdict)
                return
            message = f"passes only by what it changed in its tests' own objects: {second.message}"[:MESSAGE_CHARS]
            self._hand_over(task, dataclasses.replace(second, message=message))

        flags = task.conditions.flags if task.conditions else 0
        self._put(self._job(task, _MODES[sitting.isolation.mode], flags, alike.payload, compare))

    def _go_on(self, task: _Task, sitting: _Sitting, verdict: Verdict) -> None:
        """Hand a verdict over; where coverage is wanted, after one more, traced run."""
        if self._wants_coverage(verdict) and task.conditions is None and not self._closed:
            suite = None if sitting.payload is None else task.suite.payload(None, Permissions())
            mode = wire.STDIO if suite is None else wire.SHARED
            traced = self._job(task, mode, wire.TRACE, suite, lambda seen: self._traced(task, verdict, seen))
            self._put(traced)
            return
        self._hand_over(task, verdict)

    def _ask_checker(self, task: _Task, sitting: _Sitting, outcome: Outcome) -> None:
        """Have a program's outputs looked at by the triplet's checker, and go on with what it says."""

        def go_on(said: "Future[Opinions]") -> None:
            if error := said.exception():
                _answer(task.done, error)
            else:
                self._judged(task, sitting, outcome, said.result())

        asked: Future[Opinions] = Future()
        asked.add_done_callback(go_on)
        steps = check_outputs(
            self._put, self._cpp.builds, task.triplet.checker or {}, outcome.runs or [], task.suite.pairs,
            task.bounds.timeout_s,
        )  # fmt: skip
        drive(steps, asked)

    def _traced(self, task: _Task, verdict: Verdict, outcome: Outcome) -> None:
        measured = _with_coverage(verdict.measured, outcome)
        self._hand_over(task, dataclasses.replace(verdict, measured=measured))

    def _hand_over(self, task: _Task, verdict: Verdict) -> None:
        if self._store is not None and task.conditions is None and not (self._weak or self._without):
            self._store.put(verdict, self._interpreter.version)
        _answer(task.done, weighted(verdict, task.triplet))

    def close(self) -> None:
        """End the workers; safe to call twice."""
        if os.getpid() != self._process:
            return  # the workers belong to the process that this one was forked from
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._abandon()
        for lane in self._lanes:
            lane.stop()
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        if self._store is not None:
            self._store.close()

    def _abandon(self) -> None:
        """Answer the jobs that no lane took yet: nobody will."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job.deliver(Outcome(error=closed_error()))

    def __enter__(self) -> "Judge":
        """Return this judge."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close this judge."""
        self.close()


def _answer(done: "Future[Verdict]", answer: Verdict | BaseException) -> None:
    if done.done() or not done.set_running_or_notify_cancel():
        return
    if isinstance(answer, BaseException):
        done.set_exception(answer)
    else:
        done.set_result(answer)


def _wait_for_some(waiting: "deque[Future[Verdict]]") -> None:
    """Return when the first verdict is there; a little later, with more of them, costs fewer wake-ups."""
    with contextlib.suppress(TimeoutError, CancelledError):
        waiting[len(waiting) // 2].exception(_GLANCE_S)
    with contextlib.suppress(CancelledError):
        waiting[0].exception()


def _known_total(suite: Suite | None) -> int:
    if suite is None:
        return 0
    return len(suite.pairs) or (len(suite.expected.required) if suite.expected else 0)


@functools.lru_cache(maxsize=64)
def _isolation(mode: str, layers: tuple[str, ...], profile: str) -> Isolation:
    return Isolation(mode=mode, layers=layers, profile=profile)


def _no_run(sitting: _Sitting, status: Status, message: str, total: int, attempts: int = 0) -> Verdict:
    return Verdict(
        status=status, total=total, message=message, isolation=sitting.isolation, digest=sitting.digest,
        measured=Measured(attempts=attempts),
    )  # fmt: skip


def _with_coverage(measured: Measured, outcome: Outcome) -> Measured:
    lines, branches = read_coverage(outcome.runs) if outcome.runs else (None, None)
    return dataclasses.replace(measured, line_coverage=lines, branch_coverage=branches)


def _verdict(task: _Task, sitting: _Sitting, outcome: Outcome, opinions: Opinions | None) -> Verdict:
    total = len(sitting.expected.required) if sitting.expected is not None else len(task.suite.pairs)
    if outcome.over_memory:
        message = "its processes together went over the memory limit"
        return _no_run(sitting, Status.MEMORY, message, total, outcome.attempts)
    if outcome.runs is None:
        return _no_run(sitting, Status.UNSCORED, outcome.unscored, total, outcome.attempts)
    if opinions is not None and opinions.unscored:
        return _no_run(sitting, Status.UNSCORED, opinions.unscored, total, outcome.attempts)
    runs, timeout_s = outcome.runs, task.bounds.timeout_s
    layers = outcome.layers
    if sitting.expected is None:
        finding = read_stdio_runs(
            runs, task.suite.pairs, task.triplet.checker, timeout_s,
            opinions=None if opinions is None else opinions.of, points=task.triplet.points,
        )  # fmt: skip
    else:
        split = sitting.isolation.mode == "split"
        finding = read_suite_run(runs[0], sitting.expected, timeout_s, sitting.planting, split=split)
        layers = layers if sitting.planting is None else (*layers, "planted_cases")
    measured = Measured(
        wall_s=sum(run.wall_s for run in runs),
        cpu_s=sum(run.cpu_s for run in runs),
        peak_memory_bytes=max((run.peak_memory_bytes for run in runs), default=0),
        attempts=outcome.attempts,
    )
    if task.conditions is not None and task.conditions.is_traced:
        measured = _with_coverage(measured, outcome)
    return Verdict(
        status=finding.status,
        passed=finding.passed,
        total=finding.total,
        message=finding.message,
        cases=finding.cases,
        isolation=_isolation(sitting.isolation.mode, layers, sitting.isolation.profile),
        digest=sitting.digest,
        measured=measured,
    )
