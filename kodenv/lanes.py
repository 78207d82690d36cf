"""The lanes of the pool: threads that own workers, keep them busy, and replace the ones that die.

A lane owns one worker of each of the kinds that it needed last. It keeps a second job waiting in the worker's socket,
so the worker never idles. When a worker dies the lane replaces it and the job is tried once more.
"""

import importlib.util
import itertools
import os
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kodenv.errors import SandboxUnavailable
from kodenv.preparation import file_in_memory, payload_reader, without_code
from kodenv.sandbox import wire
from kodenv.sandbox.worker import BelowMinimum, Interpreter, Kind, Worker

_IN_FLIGHT = 2  # jobs a worker holds: the one it runs and the next
KEPT_WORKERS = 4  # of different kinds; each takes memory while it idles
_SOCKET_BYTES = 1 << 17  # what a socket holds by far
_STARVED = 0.75  # a wall timeout with less than this share of processor time is tried once more, alone
_ANSWER_SLACK_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job.

    Attributes:
        runs: What the worker saw; empty if it could not be run.
        layers: What was enforced.
        attempts: How often it was tried.
        over_memory: Whether the worker itself fell to its memory limit, which is the program's doing.
        unscored: Why there is no verdict, where that is our failure.
        error: What to raise instead.
    """

    runs: list[wire.Run] | None = None
    layers: tuple[str, ...] = ()
    attempts: int = 0
    over_memory: bool = False
    unscored: str = ""
    error: Exception | None = None


@dataclass(slots=True, kw_only=True)
class Job:
    """Something for a worker to run.

    Attributes:
        kind: Which worker can.
        mode: ``wire.SHARED``, ``SPLIT`` or ``STDIO``.
        flags: ``wire.SOURCE_FILE`` and ``TRACE``.
        timeout_s: Wall and processor seconds per run.
        memory_mb: Memory of the program in MiB.
        bodies: The program, and a stdio suite's inputs.
        suite: What the suite's process reads, or None.
        wanted: Asked once when a lane takes the job; False lets it drop.
        deliver: Called once with the outcome, from the lane's thread.
        attempts: How often it was tried.
        number: Which of its lane's jobs it is.
        files: Compiled programs that the worker gets in memory: at most two, instead of a suite.
    """

    kind: Kind
    mode: int
    flags: int
    timeout_s: float
    memory_mb: int
    bodies: list[bytes]
    suite: bytes | None
    wanted: Callable[[], bool]
    deliver: Callable[[Outcome], None]
    attempts: int = 0
    number: int = 0
    files: tuple[bytes, ...] = ()


def closed_error() -> SandboxUnavailable:
    """Return what is raised for a job that nobody will run any more."""
    return SandboxUnavailable("judge: closed before this program was judged")


def _patience(job: Job) -> float:
    return job.timeout_s * max(1, len(job.bodies) - 1) + _ANSWER_SLACK_S


def _fits_into_socket(job: Job) -> bool:
    """Whether sending a job ends though the worker is busy: two that wait for each other to read wait for ever."""
    return sum(map(len, job.bodies)) <= _SOCKET_BYTES


def _fail(job: Job, error: SandboxUnavailable, over_memory: bool, *, given_up: bool) -> None:
    if over_memory:
        job.deliver(Outcome(attempts=job.attempts, over_memory=True))
    elif given_up:
        job.deliver(Outcome(attempts=job.attempts, error=error))
    else:
        job.deliver(Outcome(attempts=job.attempts, unscored=str(error)))


class Gate:
    """Many may be inside together, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside, self._alone = 0, False

    def enter(self) -> None:
        """Go in, once nobody is alone inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._inside += 1

    def leave(self) -> None:
        """Come out."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def enter_alone(self) -> None:
        """Go in, once nobody is inside."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._alone = True
            self._changed.wait_for(lambda: self._inside == 0)

    def leave_alone(self) -> None:
        """Come out and let the others in."""
        with self._changed:
            self._alone = False
            self._changed.notify_all()


class Lane:
    """One thread's share of the pool."""

    def __init__(
        self,
        jobs: "queue.SimpleQueue[Job | None]",
        gate: Gate,
        interpreter: Interpreter,
        without: tuple[str, ...],
        allow_weak: bool,
        kept_workers: int = KEPT_WORKERS,
    ) -> None:
        self.kept_workers = kept_workers
        self.jobs, self.gate, self.interpreter = jobs, gate, interpreter
        self.without, self.allow_weak = without, allow_weak
        self.workers: dict[Kind, Worker] = {}
        self.sent: deque[Job] = deque()
        self.again: deque[Job] = deque()  # to be tried once more, alone
        self.next: Job | None = None
        self.numbers = itertools.count()
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
                if not job.wanted():
                    continue
                self.next = job
            if self.sent and (self.sent[0].kind != self.next.kind or not _fits_into_socket(self.next)):
                return open_for_more
            job, self.next = self.next, None
            if not self.sent:
                self.gate.enter()
            self._send(job)
        return open_for_more

    def _send(self, job: Job) -> None:
        self.sent.append(job)
        try:
            self._deliver(job)
        except SandboxUnavailable as error:
            self._recover(error)

    def _deliver(self, job: Job) -> None:
        try:
            self._hand_over(job)
        except OSError as error:  # no descriptor or no memory left here
            raise SandboxUnavailable(f"sandbox: {error}") from error

    def _hand_over(self, job: Job) -> None:
        worker = self.workers.pop(job.kind, None)
        if worker is None:
            while len(self.workers) >= self.kept_workers:
                self.workers.pop(next(iter(self.workers))).close()  # the one that was idle for longest
            worker = Worker(
                kind=job.kind, interpreter=self.interpreter, without=self.without, allow_weak=self.allow_weak
            )
            worker.start()
        self.workers[job.kind] = worker
        if self.stopping:
            raise closed_error()
        job.number = next(self.numbers)
        same = worker.hello["magic"] == list(importlib.util.MAGIC_NUMBER)
        handed = [] if job.suite is None else [payload_reader(job.suite if same else without_code(job.suite))]
        try:
            handed += map(file_in_memory, job.files)
            suite, beside = (*handed, -1, -1)[:2]
            worker.send(
                wire.Job(job.number, job.mode, job.flags, job.timeout_s, job.memory_mb, job.bodies, suite, beside)
            )
        finally:
            for descriptor in handed:
                os.close(descriptor)

    def _receive(self) -> None:
        job = self.sent[0]
        try:
            runs = self.workers[job.kind].receive(job.number, _patience(job))
        except SandboxUnavailable as error:
            self._recover(error)
            return
        self._done(job)
        job.attempts += 1
        if any(run.ended == "memory" for run in runs):
            worker = self.workers[job.kind]
            worker.memory_kills_seen = worker.memory_kills()
        starved = runs and runs[-1].ended == "wall" and runs[-1].cpu_s < _STARVED * job.timeout_s
        if starved and job.attempts == 1:
            self.again.append(job)
            return
        self._answer(job, runs)

    def _answer(self, job: Job, runs: list[wire.Run]) -> None:
        job.deliver(Outcome(runs=runs, layers=self.workers[job.kind].layers, attempts=job.attempts))

    def _done(self, job: Job) -> None:
        self.sent.remove(job)
        if not self.sent:
            self.gate.leave()

    def _try_again(self) -> None:
        while self.again:
            job = self.again.popleft()
            self.gate.enter_alone()
            try:
                self._deliver(job)
                runs = self.workers[job.kind].receive(job.number, _patience(job))
                job.attempts += 1
                self._answer(job, runs)
            except SandboxUnavailable as error:
                over_memory = self._drop_worker(job.kind)
                _fail(job, error, over_memory, given_up=self.stopping)
            finally:
                self.gate.leave_alone()

    def _recover(self, error: SandboxUnavailable) -> None:
        """Replace a dead worker; the job it was on has had its try, those behind it have not."""
        if self.stopping:
            self._give_up(closed_error())
            return
        first, waiting = self.sent[0], list(self.sent)[1:]
        over_memory = self._drop_worker(first.kind)
        self.sent.clear()
        first.attempts += 1
        if over_memory and waiting and first.attempts == 1:
            self.again.append(first)  # which of the two it was is not sure
        elif over_memory or first.attempts > 1 or isinstance(error, BelowMinimum):
            _fail(first, error, over_memory, given_up=isinstance(error, BelowMinimum))
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
            job.deliver(Outcome(attempts=job.attempts, error=error))
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
