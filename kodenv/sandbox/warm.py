"""The locked-down process that has everything loaded and forks the children of every run.

Covers: limits on wall time, processor time, memory, output, processes, files and file size; nothing left behind.
Does not cover: what happens inside the children (see :mod:`kodenv.sandbox.candidate` and ``grader``).
"""

from __future__ import annotations

import _socket
import contextlib
import gc
import importlib
import importlib.util
import mmap
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, NoReturn

from kodenv.sandbox import candidate, forking, grader, kernel, layers, limits, rehearsal, wire
from kodenv.sandbox.native_runs import NativeRuns
from kodenv.sandbox.scratch import Scratch
from kodenv.sandbox.settling import Settings
from kodenv.sandbox.watch import Watch

_MIB = 1 << 20
_ENDED = os.WEXITED | os.WNOHANG | os.WNOWAIT
_DYING_S = 0.2
_LAST = (signal.SIGXCPU, signal.SIGKILL)


class Warm:
    """The first process of the worker's pid namespace: programs cannot signal it, and it can end them all."""

    def __init__(
        self,
        judge: socket.socket,
        supervisor: socket.socket,
        config: dict[str, Any],
        report: layers.Report,
        group: layers.ControlGroup | None,
        scratch: Scratch,
        worker: int,
    ) -> None:
        """Load what programs import, then give up every right."""
        self.judge, self.supervisor, self.group, self.scratch = judge, supervisor, group, scratch
        self.first_in_namespace = os.getpid() == 1
        self.memory_mb = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        self.orphans = None if self.first_in_namespace else layers.Orphans()
        self.other_processes = 0 if self.first_in_namespace else layers.count_processes(os.getuid())
        self.loaded = [name for name in config["preload"] if _load(name)]
        _open_standard_streams()
        self.base_bytes = _address_space_bytes()
        self.report = report
        self._lock(config, report, worker)

    def _lock(self, config: dict[str, Any], report: layers.Report, worker: int) -> None:
        visible, mounted = config["visible"], self.scratch.mounted
        needed = visible if mounted else [*visible, os.path.dirname(self.scratch.base)]
        layers.drop_privileges(report, worker, needed)
        kernel.die_with_parent(signal.SIGKILL)  # after the change of user, which clears it
        if mounted:
            readable, writable = ["/"], ["/box", "/dev"]
        else:
            readable = layers.readable_without_mounts([*visible, *config["folders"]], config["hidden"])
            writable = [self.scratch.base, "/dev/null"]
        layers.enter_landlock(report, readable, writable)
        for kind, value in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
            (resource.RLIMIT_FSIZE, limits.FILE_BYTES),
        ):
            layers.set_limit(kind, value)
        layers.set_limit(resource.RLIMIT_STACK, limits.STACK_BYTES)
        report.holds("rlimits")
        guard = layers.SignalGuard(report)
        self.guard = None if self.first_in_namespace else guard
        self.candidate_guard = self.guard or (guard if guard.ruleset >= 0 else None)  # keeps it off the grader
        layers.enter_seccomp(report)

    def serve(self) -> NoReturn:
        """Answer jobs until the caller is gone, then end."""
        hello = {
            "layers": [name for name in layers.NAMES if name in self.report.enforced],
            "details": self.report.enforced,
            "missing": self.report.missing,
            "weak": self.report.below_minimum(),
            "loaded": self.loaded,
            "cgroups": self.group.folders if self.group else [],
            "magic": list(importlib.util.MAGIC_NUMBER),
        }
        wire.send_text(self.judge, hello)
        self.clean = self.scratch.state()
        self.memory_events = os.pread(self.group.events, 4096, 0) if self.group else b""
        self.settled, settled = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self.settings = Settings(self.scratch.folder, self.guard, settled)
        self.beside_grader = Settings(self.scratch.folder, self.candidate_guard, settled)
        self.limits_of: tuple[float, int] | None = None
        self.watch = Watch(self.judge.fileno())
        self.native = NativeRuns(self)
        if self.loaded:  # a worker of compiled programs has nothing to rehearse
            rehearsal.rehearse(self.scratch.folder)
        forking.stop_holding_back()
        candidate.forget_ourselves()
        gc.collect()
        gc.freeze()
        self.next_job: wire.Job | None = None
        try:
            while True:
                job, self.next_job = self.next_job or wire.receive_job(self.judge), None
                wire.send_answer(self.judge, job.number, self._runs(job))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            os._exit(0)

    def _take_next(self) -> None:
        """Take the next job while a child of this one starts on another core, and cannot see it any more."""
        if self.next_job is None and self.watch.caller_speaks():
            self.next_job = wire.receive_job(self.judge)

    def _runs(self, job: wire.Job) -> list[bytes]:
        """Run one job: the program once with its suite, or once per stdio input."""
        if self.group is not None and job.memory_mb != self.memory_mb:
            self.memory_mb = job.memory_mb
            os.pwrite(self.group.limit, str((self.memory_mb << 20) + 64 * _MIB).encode(), 0)
        self._limit(job.timeout_s, job.memory_mb)
        if job.mode >= wire.NATIVE:
            return self.native.answer(job)
        if job.mode == wire.STDIO:
            return self.run_inputs(job, lambda stdin: self._run_alone(job, stdin))
        run = self._run_split(job) if job.mode == wire.SPLIT else self._run_alone(job, -1)
        os.close(job.suite)
        return [run]

    def run_inputs(self, job: wire.Job, run: Callable[[int], bytes]) -> list[bytes]:
        """Run a program once per input, until a limit breaks; ``run`` takes the input's descriptor."""
        runs: list[bytes] = []
        printed = 0
        for text in job.bodies[1:]:
            stdin = _file_in_memory(text)
            try:
                runs.append(run(stdin))
            finally:
                os.close(stdin)
            printed += self.watch.count
            if printed > limits.ALL_OUTPUT_BYTES:
                runs[-1] = wire.over_output(runs[-1])
                break
            if self.watch.ended in (wire.WALL, wire.OUTPUT, wire.MEMORY) or self.last_signal in _LAST:
                break  # the rest would most likely end alike, each after its whole limit
        return runs

    def _limit(self, timeout_s: float, memory_mb: int) -> None:
        if self.limits_of == (timeout_s, memory_mb):
            return
        seconds = max(1, int(timeout_s + 0.999))
        memory = self.base_bytes + (memory_mb << 20)
        processes = limits.PROCESSES + self.other_processes
        self.limits_of = timeout_s, memory_mb
        self.settings.limits = self.beside_grader.limits = [
            (resource.RLIMIT_CPU, seconds, seconds + 1),
            (resource.RLIMIT_AS, memory, memory),
            (resource.RLIMIT_NPROC, processes, processes),
        ]

    def _run_alone(self, job: wire.Job, stdin: int) -> bytes:
        """Run a program in one child, with its suite or its input."""
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            candidate.run_alone(
                self.settings, far, stdin, output_write, job.bodies[0], job.flags, is_stdio=job.mode == wire.STDIO
            )
        far.close()
        os.close(output_write)
        self.watch.start(pid, near, output_read, job.suite, keep_output=job.mode == wire.STDIO)
        self._take_next()
        return self.follow(pid, 0, started, job.timeout_s)

    def _run_split(self, job: wire.Job) -> bytes:
        """Run a program in one child and its suite in another."""
        near, far = _socket.socketpair()
        tests, program = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        alone = not self.first_in_namespace
        os.chdir(self.settings.folder)  # the program could close the folder before the suite's process is in it
        self.settings.start = ""
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            candidate.run_for_grader(
                self.beside_grader, program, output_write, job.bodies[0], job.flags, die_with_parent=alone
            )
        suite_pid = os.fork()  # while the program loads
        if suite_pid == 0:
            grader.run(self.settings, tests, far, job.suite, die_with_parent=alone)
        self.settings.start = self.settings.folder
        os.chdir("/")
        far.close()
        tests.close()
        program.close()
        os.close(output_write)
        self.watch.start(suite_pid, near, output_read, -1, keep_output=False)
        self._take_next()
        return self.follow(pid, suite_pid, started, job.timeout_s)

    def follow(self, pid: int, suite_pid: int, started: float, timeout_s: float) -> bytes:
        """Wait for the end of a run, end what is left of it, and pack what was seen."""
        watch = self.watch
        suite_signal, suite_cpu_s, expected = -1, 0.0, b"s"
        try:
            watch.until(started + timeout_s)
            wall_s = monotonic() - started
            alive = suite_pid and _is_alive(pid, suite_pid)
            stopped = suite_pid and watch.ended == wire.WALL and _is_stopped(suite_pid)
            self._end_all(pid, suite_pid)
            _, status, usage = os.wait4(pid, 0)
            if suite_pid:
                _, suite_status, used = os.wait4(suite_pid, 0)
                suite_signal = os.WTERMSIG(suite_status) if os.WIFSIGNALED(suite_status) else -1
                suite_cpu_s, expected = used.ru_utime + used.ru_stime, b"ss"
            watch.drain()
        finally:
            watch.close()
        self._reap()
        if self.group is not None:
            events = os.pread(self.group.events, 4096, 0)
            if events != self.memory_events:
                if layers.oom_kills(events) > layers.oom_kills(self.memory_events):
                    watch.ended = wire.MEMORY
                self.memory_events = events
        self.last_signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
        said = self._said()
        # nobody but the program ends or stops its suite's process, which may then never come to say that it is ready
        attacked = said == b"s" and (stopped or (watch.ended == wire.EXIT and suite_signal > 0))
        flags = (wire.SETTLED if said == expected or attacked else 0) | (wire.LOADED if watch.loaded else 0)
        flags |= wire.ALIVE if alive else 0
        cpu_s = usage.ru_utime + usage.ru_stime
        run = wire.pack_run(
            watch.ended, flags, (code, self.last_signal, suite_signal), (wall_s, cpu_s + suite_cpu_s, cpu_s),
            usage.ru_maxrss * 1024, watch.nonce, watch.results, watch.printed,
        )  # fmt: skip
        watch.forget()
        return run

    def _said(self) -> bytes:
        """Return a letter for each child that said that its limits were in force; none could say so twice."""
        try:
            return os.read(self.settled, 16)
        except BlockingIOError:
            return b""

    def _end_all(self, pid: int, suite_pid: int) -> None:
        """End the program and whatever it started, wherever it hid."""
        if self.first_in_namespace:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            return
        for one in (pid, suite_pid) if suite_pid else (pid,):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one, signal.SIGKILL)
            os.kill(one, signal.SIGKILL)

    def _reap(self) -> None:
        """Collect every orphan, then see to a clean scratch place."""
        if self.orphans is not None:
            self.orphans.end()
        else:
            try:
                while True:
                    os.waitpid(-1, 0)
            except ChildProcessError:
                pass
        if self.scratch.state() != self.clean:
            self.supervisor.sendall(b"r")
            if not self.supervisor.recv(1):
                os._exit(1)
            self.clean = self.scratch.state()


def _is_alive(pid: int, suite_pid: int) -> bool:
    """Return whether a program's process still runs once its suite's has ended.

    A process closes its channel a moment before its end can be seen, so one whose channel was closed gets that moment.
    """
    suite = os.waitid(os.P_PID, suite_pid, _ENDED)
    closed = suite is not None and suite.si_code == os.CLD_EXITED and suite.si_status == grader.PROGRAM_GONE
    until = monotonic() + (_DYING_S if closed else 0)
    while os.waitid(os.P_PID, pid, _ENDED) is None:
        if monotonic() >= until:
            return True
        sleep(0.001)
    return False


def _is_stopped(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None


def _load(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _address_space_bytes() -> int:
    """Return how much address space the loaded modules take, by asking for ever less until it is refused."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 40
    while high - low > _MIB:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        try:
            mmap.mmap(-1, 1 << 16).close()
            high = middle
        except (OSError, MemoryError):
            low = middle
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return high


def _file_in_memory(data: bytes) -> int:
    descriptor = os.memfd_create("stdin")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _open_standard_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    reader, writer = os.pipe()  # while they are made: a stream remembers whether it can seek, and programs get a pipe
    for number, name, buffering in ((1, "stdout", -1), (2, "stderr", 1)):
        os.dup2(writer, number)
        made = open(number, "w", buffering, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        setattr(sys, name, made)
        setattr(sys, f"__{name}__", made)
        os.dup2(null, number)
    for descriptor in (null, reader, writer):
        os.close(descriptor)
