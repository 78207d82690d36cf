"""(triplet, program) → verdict: the pool of workers, and the only author of verdicts.

A lane is a thread that owns one worker of each kind that it needed so far. It keeps a second job waiting in the
worker's socket, so the worker never idles. When a worker dies the lane replaces it and the job is tried
once more; if that fails too the verdict is UNSCORED with the cause.
"""

import asyncio
import contextlib
import dataclasses
import importlib.util
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from kodenv.errors import ConfigError, DataError, SandboxUnavailable, unknown_name
from kodenv.evidence import (
    Expectation,
    Finding,
    expectation_from,
    read_line_coverage,
    read_stdio_runs,
    read_suite_run,
)
from kodenv.preparation import (
    Bounds,
    Suite,
    bounds_for,
    choose_kind,
    digest,
    payload_reader,
    prepare,
    unjudgeable,
    without_code,
)
from kodenv.records import Isolation, Measured, Status, Triplet, Verdict
from kodenv.sandbox.worker import BelowMinimum, Interpreter, Kind, Worker, find_interpreter
from kodenv.verdict_store import VerdictStore

_IN_FLIGHT = 2  # jobs a worker holds: the one it runs and the next
_SOCKET_CHARS = 1 << 15  # what a socket holds by far, also at four bytes a character
_WINDOW = 64  # jobs a worker that judge_many reads ahead
_STARVED = 0.75  # a wall timeout with less than this share of processor time is tried once more, alone
_GLANCE_S = 0.1  # how long judge_many may hold a verdict back to hand over several at once
_ANSWER_SLACK_S = 30.0


@dataclass(slots=True, kw_only=True)
class _Job:
    triplet: Triplet
    program: str
    suite: Suite
    kind: Kind
    bounds: Bounds
    digest: str
    mode: str
    expected: Expectation | None
    future: "Future[Verdict]"
    attempts: int = 0
    trace: bool = False


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
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = _Gate()
        self._expectations: dict[str, Expectation | str] = {}
        self._expecting = threading.Lock()
        self._closed = False
        self._closing = threading.Lock()
        self._process = os.getpid()
        self._lanes = [
            _Lane(self._jobs, self._gate, self._interpreter, self._without, allow_weak_sandbox) for _ in range(workers)
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
        waiting: deque[Future[Verdict]] = deque()
        try:
            for triplet, program in pairs:
                waiting.append(self._submit(triplet, program))
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

    def _submit(self, triplet: Triplet, program: str | None) -> "Future[Verdict]":
        if self._closed:
            raise ConfigError("judge: expected an open judge, got one that was closed; make a new one")
        if os.getpid() != self._process:
            raise ConfigError("judge: expected the process that made it, got a fork; make a judge in each process")
        done: Future[Verdict] = Future()
        reason = unjudgeable(triplet, self.isolation)
        bounds = bounds_for(triplet, self.timeout_s, self.memory_mb)
        mode = "split" if triplet.test_format == "stdio" else "shared"
        suite = None
        if not reason:
            try:
                suite = prepare(triplet, self.runner)
            except DataError as error:
                reason = f"the suite cannot be used: {error}"
        kind = choose_kind(suite, program or "", self.profile) if suite else Kind()
        name = digest(triplet, program, bounds, kind.profile, mode)
        isolation = Isolation(mode=mode, profile=kind.profile)
        if program is None:
            done.set_result(
                Verdict(
                    status=Status.NO_PROGRAM,
                    total=_known_total(suite),
                    message="the reply holds no program",
                    isolation=isolation,
                    digest=name,
                )
            )
            return done
        if suite is None:
            done.set_result(Verdict(status=Status.UNSCORED, message=reason, isolation=isolation, digest=name))
            return done
        known = self._store.get(name, self._interpreter.version) if self._store else None
        if known is not None and not self._wants_coverage(known):
            done.set_result(known)
            return done
        job = _Job(
            triplet=triplet, program=program, suite=suite, kind=kind, bounds=bounds, digest=name, mode=mode,
            expected=suite.expected, future=Future(),
        )  # fmt: skip
        self._resolve(job, done)
        return done

    def _resolve(self, job: _Job, done: "Future[Verdict]") -> None:
        """Queue a job, after its reference where only a run of that can fix the cases."""
        if job.suite.test_format != "stdio" and job.expected is None:
            found = self._expectation(job)
            if isinstance(found, str):
                isolation = Isolation(mode=job.mode, profile=job.kind.profile)
                done.set_result(Verdict(status=Status.UNSCORED, message=found, isolation=isolation, digest=job.digest))
                return
            job.expected = found
        job.future.add_done_callback(lambda _: self._finish(job, done))
        done.add_done_callback(lambda _: job.future.cancel())
        self._put(job)

    def _put(self, job: _Job) -> None:
        with self._closing:
            if not self._closed:
                self._jobs.put(job)
                return
        job.future.set_exception(_closed_error())

    def _wants_coverage(self, verdict: Verdict) -> bool:
        return self.coverage and verdict.solved and verdict.measured.line_coverage is None

    def _finish(self, job: _Job, done: "Future[Verdict]", plain: Verdict | None = None) -> None:
        """Hand over a verdict; where coverage is wanted, once a traced run has added it to the ``plain`` one."""
        if job.future.cancelled():
            return
        error = job.future.exception()
        if error is not None:
            if done.set_running_or_notify_cancel():
                done.set_exception(error)
            return
        verdict = job.future.result()
        if plain is not None:
            measured = dataclasses.replace(plain.measured, line_coverage=verdict.measured.line_coverage)
            verdict = dataclasses.replace(plain, measured=measured)
        elif self._wants_coverage(verdict) and not self._closed:
            traced = dataclasses.replace(job, future=Future(), attempts=0, trace=True)
            traced.future.add_done_callback(lambda _: self._finish(traced, done, verdict))
            self._put(traced)
            return
        if self._store is not None and not (self._weak or self._without):
            self._store.put(verdict, self._interpreter.version)
        if done.set_running_or_notify_cancel():
            done.set_result(verdict)

    def _expectation(self, job: _Job) -> Expectation | str:
        """Return the cases that the reference's run fixed, or why there are none."""
        triplet = job.triplet
        kind = choose_kind(job.suite, triplet.solution, self.profile)
        name = digest(triplet, triplet.solution, job.bounds, kind.profile, "expectation")
        with self._expecting:
            if name not in self._expectations:
                self._expectations[name] = self._run_reference(job, kind, name)
            return self._expectations[name]

    def _run_reference(self, job: _Job, kind: Kind, name: str) -> Expectation | str:
        if not job.triplet.solution.strip():
            return "the cases of this suite can only be known by running a reference solution, and there is none"
        reference = _Job(
            triplet=job.triplet, program=job.triplet.solution, suite=job.suite, kind=kind, bounds=job.bounds,
            digest=name, mode=job.mode, expected=Expectation(required=()), future=Future(),
        )  # fmt: skip
        known = self._store.get(name, self._interpreter.version) if self._store else None
        if known is None:
            self._put(reference)
            known = reference.future.result()
            if self._store is not None and not (self._weak or self._without):
                self._store.put(known, self._interpreter.version)
        finding = Finding(status=known.status, cases=known.cases)
        expected = expectation_from(finding)
        if not expected.required:
            why = known.message or "it reported no case"
            return f"the cases of this suite can only be known from its reference solution, which gave none: {why}"
        return expected

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
            if job is not None and job.future.set_running_or_notify_cancel():
                job.future.set_exception(_closed_error())

    def __enter__(self) -> "Judge":
        """Return this judge."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close this judge."""
        self.close()


def _closed_error() -> SandboxUnavailable:
    return SandboxUnavailable("judge: closed before this program was judged")


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


class _Gate:
    """Many may be inside together, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside, self._alone = 0, False

    def enter(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._inside += 1

    def leave(self) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def enter_alone(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._alone = True
            self._changed.wait_for(lambda: self._inside == 0)

    def leave_alone(self) -> None:
        with self._changed:
            self._alone = False
            self._changed.notify_all()


class _Lane:
    """One thread's share of the pool."""

    def __init__(
        self,
        jobs: "queue.SimpleQueue[_Job | None]",
        gate: _Gate,
        interpreter: Interpreter,
        without: tuple[str, ...],
        allow_weak: bool,
    ) -> None:
        self.jobs, self.gate, self.interpreter = jobs, gate, interpreter
        self.without, self.allow_weak = without, allow_weak
        self.workers: dict[Kind, Worker] = {}
        self.sent: deque[_Job] = deque()
        self.again: deque[_Job] = deque()  # to be tried once more, alone
        self.next: _Job | None = None
        self.stopping = False

    def stop(self) -> None:
        """Give up what is running; called from another thread."""
        self.stopping = True
        for worker in list(self.workers.values()):
            worker.kill()

    def run(self) -> None:
        """Work until told to stop."""
        open_for_more = True
        try:
            while open_for_more or self.sent or self.next:
                try:
                    open_for_more = self._step(open_for_more)
                except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
                    self._give_up(error)
        finally:
            for worker in self.workers.values():
                worker.close()

    def _step(self, open_for_more: bool) -> bool:
        open_for_more = self._take(open_for_more)
        if self.sent:
            self._receive()
        if not self.sent:
            self._try_again()
        return open_for_more

    def _take(self, open_for_more: bool) -> bool:
        """Send jobs of one kind until the worker has enough; return False once told to stop."""
        while len(self.sent) < _IN_FLIGHT:
            if self.next is None:
                if not open_for_more:
                    return False
                try:
                    job = self.jobs.get(block=not self.sent)
                except queue.Empty:
                    return True
                if job is None:
                    return False
                if not job.future.set_running_or_notify_cancel():
                    continue  # nobody waits for it any more
                self.next = job
            if self.sent and (self.sent[0].kind != self.next.kind or not _fits_into_socket(self.next)):
                return open_for_more
            job, self.next = self.next, None
            if not self.sent:
                self.gate.enter()
            self._send(job)
        return open_for_more

    def _send(self, job: _Job) -> None:
        self.sent.append(job)
        try:
            self._deliver(job)
        except SandboxUnavailable as error:
            self._recover(error)

    def _deliver(self, job: _Job) -> None:
        try:
            self._hand_over(job)
        except OSError as error:  # no descriptor or no memory left here
            raise SandboxUnavailable(f"sandbox: {error}") from error

    def _hand_over(self, job: _Job) -> None:
        worker = self.workers.get(job.kind)
        if worker is None:
            worker = Worker(
                kind=job.kind, interpreter=self.interpreter, without=self.without, allow_weak=self.allow_weak
            )
            worker.start()
            self.workers[job.kind] = worker
            if self.stopping:
                raise _closed_error()
        head = {
            "id": job.digest,
            "timeout_s": job.bounds.timeout_s,
            "memory_mb": job.bounds.memory_mb,
            "source_file": job.suite.source_file,
            "trace": job.trace,
        }
        program = job.program.encode("utf-8", "surrogatepass")
        if job.suite.test_format == "stdio":
            inputs = tuple(text.encode("utf-8", "surrogatepass") for text, _ in job.suite.pairs)
            worker.send(head, (program, *inputs), None)
            return
        same = worker.hello["magic"] == list(importlib.util.MAGIC_NUMBER)
        descriptor = payload_reader(job.suite.payload if same else without_code(job.suite.payload))
        try:
            worker.send(head, (program,), descriptor)
        finally:
            os.close(descriptor)

    def _receive(self) -> None:
        job = self.sent[0]
        patience = job.bounds.timeout_s * max(1, len(job.suite.pairs)) + _ANSWER_SLACK_S
        try:
            head, outputs = self.workers[job.kind].receive(patience)
        except SandboxUnavailable as error:
            self._recover(error)
            return
        self._done(job)
        job.attempts += 1
        runs = head["runs"]
        if any(run["ended"] == "memory" for run in runs):
            worker = self.workers[job.kind]
            worker.memory_kills_seen = worker.memory_kills()
        starved = runs and runs[-1]["ended"] == "wall" and runs[-1]["cpu_s"] < _STARVED * job.bounds.timeout_s
        if starved and job.attempts == 1:
            self.again.append(job)
            return
        self._answer(job, runs, outputs)

    def _answer(self, job: _Job, runs: list[dict[str, Any]], outputs: list[bytes]) -> None:
        try:
            verdict = _verdict(job, runs, outputs, self.workers[job.kind].layers)
        except Exception as error:  # a mistake of ours: whoever waits gets it, and the lane goes on
            job.future.set_exception(error)
            return
        job.future.set_result(verdict)

    def _done(self, job: _Job) -> None:
        self.sent.remove(job)
        if not self.sent:
            self.gate.leave()

    def _try_again(self) -> None:
        while self.again:
            job = self.again.popleft()
            self.gate.enter_alone()
            try:
                self._deliver(job)
                patience = job.bounds.timeout_s * max(1, len(job.suite.pairs)) + _ANSWER_SLACK_S
                head, outputs = self.workers[job.kind].receive(patience)
                job.attempts += 1
                self._answer(job, head["runs"], outputs)
            except SandboxUnavailable as error:
                over_memory = self._drop_worker(job.kind)
                if self.stopping:
                    job.future.set_exception(error)
                else:
                    job.future.set_result(_over_memory(job) if over_memory else _unscored(job, error))
            finally:
                self.gate.leave_alone()

    def _recover(self, error: SandboxUnavailable) -> None:
        """Replace a dead worker; the job it was on has had its try, those behind it have not."""
        if self.stopping:
            self._give_up(_closed_error())
            return
        first, waiting = self.sent[0], list(self.sent)[1:]
        over_memory = self._drop_worker(first.kind)
        self.sent.clear()
        first.attempts += 1
        if over_memory:
            first.future.set_result(_over_memory(first))
        elif isinstance(error, BelowMinimum):
            first.future.set_exception(error)
        elif first.attempts > 1:
            first.future.set_result(_unscored(first, error))
        else:
            waiting.insert(0, first)
        if not waiting:
            self.gate.leave()
            return
        self.sent.extend(waiting)
        try:
            for job in waiting:
                self._deliver(job)
        except SandboxUnavailable as again:
            self._recover(again)

    def _give_up(self, error: Exception) -> None:
        """Answer every job this lane holds with an error, and let go of its workers."""
        for job in (*self.sent, *self.again, *([self.next] if self.next else [])):
            if not job.future.done():
                job.future.set_exception(error)
        for kind in list(self.workers):
            self._drop_worker(kind)
        if self.sent:
            self.gate.leave()
        self.sent.clear()
        self.again.clear()
        self.next = None

    def _drop_worker(self, kind: Kind) -> bool:
        """Close a worker; return whether it fell to its memory limit, which is the program's doing."""
        worker = self.workers.pop(kind, None)
        if worker is None:
            return False
        killed = worker.memory_kills() > worker.memory_kills_seen
        worker.close()
        return killed


def _fits_into_socket(job: _Job) -> bool:
    """Whether sending a job ends though the worker is busy: two that wait for each other to read wait for ever."""
    return len(job.program) + sum(len(text) for text, _ in job.suite.pairs) <= _SOCKET_CHARS


def _verdict(job: _Job, runs: list[dict[str, Any]], outputs: list[bytes], layers: tuple[str, ...]) -> Verdict:
    timeout_s = job.bounds.timeout_s
    if job.suite.test_format == "stdio":
        finding = read_stdio_runs(runs, outputs, job.suite.pairs, job.triplet.checker, timeout_s)
    else:
        assert job.expected is not None
        finding = read_suite_run(runs[0], outputs[0], job.expected, timeout_s)
    measured = Measured(
        wall_s=sum(run["wall_s"] for run in runs),
        cpu_s=sum(run["cpu_s"] for run in runs),
        peak_memory_bytes=max((run["peak_memory_bytes"] for run in runs), default=0),
        attempts=job.attempts,
        line_coverage=read_line_coverage(runs, outputs) if job.trace else None,
    )
    return Verdict(
        status=finding.status,
        passed=finding.passed,
        total=finding.total,
        message=finding.message,
        cases=finding.cases,
        isolation=Isolation(mode=job.mode, layers=layers, profile=job.kind.profile),
        digest=job.digest,
        measured=measured,
    )


def _over_memory(job: _Job) -> Verdict:
    return Verdict(
        status=Status.MEMORY,
        total=_known_total(job.suite),
        message="its processes together went over the memory limit",
        isolation=Isolation(mode=job.mode, profile=job.kind.profile),
        digest=job.digest,
        measured=Measured(attempts=job.attempts),
    )


def _unscored(job: _Job, error: SandboxUnavailable) -> Verdict:
    return Verdict(
        status=Status.UNSCORED,
        total=_known_total(job.suite),
        message=str(error),
        isolation=Isolation(mode=job.mode, profile=job.kind.profile),
        digest=job.digest,
        measured=Measured(attempts=job.attempts),
    )
