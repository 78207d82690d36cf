"""(triplet, program) → verdict: the pool of workers, and the only author of verdicts."""

import asyncio
import contextlib
import dataclasses
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from types import TracebackType

from kodenv.conditions import Conditions, Trial
from kodenv.course import Course
from kodenv.cpp.judging import CppJudging, CppTask, cpp_cache
from kodenv.cpp.user_headers import read_headers
from kodenv.decks import Decks
from kodenv.errors import ConfigError, DataError, SandboxUnavailable, unknown_name
from kodenv.evidence import Expectation
from kodenv.lanes import KEPT_WORKERS, Gate, Job, Lane, Outcome, closed_error
from kodenv.permissions import Permissions
from kodenv.preparation import Suite, bounds_for, choose_kind, digest, prepare, unjudgeable
from kodenv.records import Isolation, Status, Triplet, Verdict
from kodenv.sandbox.worker import Kind, find_interpreter
from kodenv.sittings import Sitting, Task, no_run, verdict_from
from kodenv.standing import Question
from kodenv.turns import Table, run_in_turns
from kodenv.verdict_store import VerdictStore

_WINDOW = 64  # jobs a worker that judge_many reads ahead
_GLANCE_S = 0.1  # how long judge_many may hold a verdict back to hand over several at once


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
        stop_early: End a run at its first failed case, and ask first what refuses most mutants, where the triplet has a
            certificate. PASSED still takes every case; of a program that fails, the cases behind are ``NOT_RUN``.
        kept_workers: Processes of different kinds (profile, hash seed) that each worker keeps for later; about 24 MiB
            each.
        cpp_include: A folder of headers that C++ checker programs may include (``testlib.h``).

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
        stop_early: bool = False,
        kept_workers: int = KEPT_WORKERS,
        cpp_include: Path | None = None,
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
        self._decks = Decks(
            self._put, lasting, self._interpreter.version, isolation, plants=plants, stop_early=stop_early
        )
        include = read_headers(cpp_include) if cpp_include is not None else None
        self._cpp = CppJudging(self._put, lasting, cpp_cache(cache), isolation, keep=keep, include=include)
        place = self._interpreter.version + (f" {include.digest}" if include else "")
        self._course = Course(
            self._put, self._cpp.checker_builds, self._store, lasting, place, isolation, coverage=coverage,
            stop_early=stop_early,
        )  # fmt: skip
        self._closed = False
        self._closing = threading.Lock()
        self._process = os.getpid()
        gate = Gate()
        self._lanes = [
            Lane(self._jobs, gate, self._interpreter, self._without, allow_weak_sandbox, kept_workers)
            for _ in range(workers)
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

    def try_in_turns(
        self,
        triplet: Triplet,
        programs: Sequence[str],
        conditions: Conditions,
        *,
        stop: int = 0,
        as_written: bool = False,
    ) -> list[Verdict]:
        """Return verdicts on versions of a reference solution, which may share a process; for measuring suites only.

        Such programs mean no harm and leave nothing behind in the interpreter: who calls answers for both. A judge
        whose isolation is not ``shared``, and suites that need a file, the real pytest or input, run each alone.
        ``measured.cpu_s`` is a program's own processor time, without that of a new process.

        Args:
            triplet: Whose suite.
            programs: In which order.
            conditions: Of each run.
            stop: After how many failed cases a run ends; 0: never.
            as_written: Whether the suite's text is to say which cases there are, so that no run of the reference fixes
                them. Such a run is under no conditions.
        """
        suite = prepare(triplet, self.runner)
        found: dict[int, Verdict] = {}
        if self.isolation == "shared" and suite.code is not None and not suite.source_file:
            expected = suite.expected if as_written else self._fixed(triplet, suite)
            if expected is not None:
                found = self._in_turns(triplet, suite, expected, programs, conditions, stop)
        alone = [place for place in range(len(programs)) if place not in found]
        verdicts = self.try_many(Trial(triplet, programs[place], conditions) for place in alone)
        found.update(zip(alone, verdicts, strict=True))
        return [found[place] for place in range(len(programs))]

    def _fixed(self, triplet: Triplet, suite: Suite) -> Expectation | None:
        """Return the cases that a run of the reference fixes; None where there is none to be had."""
        bounds = bounds_for(triplet, self.timeout_s, self.memory_mb)
        kind = choose_kind(suite, triplet.solution, self.profile)
        standing = self._decks.of(Question(triplet=triplet, suite=suite, bounds=bounds, kind=kind)).result().standing
        return None if standing.refusal else standing.expected

    def _in_turns(
        self,
        triplet: Triplet,
        suite: Suite,
        expected: Expectation,
        programs: Sequence[str],
        conditions: Conditions,
        stop: int,
    ) -> dict[int, Verdict]:
        kind = choose_kind(suite, triplet.solution, self.profile, conditions.hash_seed)
        bounds = bounds_for(triplet, conditions.timeout_s or self.timeout_s, self.memory_mb)
        payload = suite.payload(None, Permissions(), stop=stop)
        table = Table(kind=kind, bounds=bounds, payload=payload, conditions=conditions)
        sitting = Sitting(
            digest="", isolation=Isolation(mode="shared", profile=kind.profile), payload=payload, expected=expected
        )
        found = {}
        for place, outcome in run_in_turns(self._put, table, programs).items():
            task = Task(
                triplet=triplet, program=programs[place], suite=suite, kind=kind, bounds=bounds, done=Future(),
                conditions=conditions,
            )  # fmt: skip
            found[place] = verdict_from(task, sitting, outcome, None)
        return found

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
            sitting = Sitting(
                digest=digest(triplet, program, bounds, kind.profile, mode),
                isolation=Isolation(mode=mode, profile=kind.profile),
            )
            message = "the reply holds no program" if program is None else reason
            done.set_result(no_run(sitting, status, message, _known_total(suite)))
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
        task = Task(
            triplet=triplet, program=program, suite=suite, kind=kind, bounds=own, done=done, conditions=conditions
        )
        if suite.test_format == "stdio":
            name = self._course.name_of(dataclasses.replace(task, bounds=bounds), "split")
            self._course.begin(task, Sitting(digest=name, isolation=Isolation(mode="split", profile=kind.profile)))
            return done
        reference_kind = choose_kind(suite, triplet.solution, self.profile)
        question = Question(triplet=triplet, suite=suite, bounds=bounds, kind=reference_kind)
        measured = self._decks.of(question)
        if measured.done():
            self._course.sit(task, measured)
        else:
            measured.add_done_callback(lambda deck: self._course.sit(task, deck))
        return done

    def _put(self, job: Job) -> None:
        with self._closing:
            if not self._closed:
                self._jobs.put(job)
                return
        job.deliver(Outcome(error=closed_error()))

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
