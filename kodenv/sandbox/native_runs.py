"""The warm process's side of compiled programs: compile, run on inputs, run with a suite, check outputs."""

from __future__ import annotations

import _socket
import os
import resource
from time import monotonic
from typing import TYPE_CHECKING

from kodenv.sandbox import limits, native, wire
from kodenv.sandbox.native import Executable
from kodenv.sandbox.settling import Settings

if TYPE_CHECKING:
    from kodenv.sandbox.warm import Warm


class NativeRuns:
    """Runs the jobs of the native modes in children of the warm process."""

    def __init__(self, warm: Warm) -> None:
        """Prepare the children's settings."""
        self.warm = warm
        folder, settled = warm.settings.folder, warm.settings.settled
        self.settings = Settings(folder, warm.guard, settled)
        self.beside_suite = Settings(folder, warm.candidate_guard, settled)
        self.alone = not warm.first_in_namespace

    def answer(self, job: wire.Job) -> list[bytes]:
        """Run a job and return its packed runs."""
        if job.mode == wire.CHECK and job.suite < 0:
            return [self._check_by_python(job, texts) for texts in _triples(job.bodies)]
        self._limit(job)
        try:
            if job.mode == wire.COMPILE:
                return [self._compile(job)]
            if job.mode == wire.NATIVE:
                return self.warm.run_inputs(job, lambda stdin: self._run_on(job, stdin))
            if job.mode == wire.CHECK:
                return [self._check(job, texts) for texts in _triples(job.bodies)]
            return [self._run_split(job) if job.mode == wire.NATIVE_SPLIT else self._run_shared(job)]
        finally:
            for descriptor in (job.suite, job.beside):
                if descriptor >= 0:
                    os.close(descriptor)

    def _limit(self, job: wire.Job) -> None:
        # a compiler's children are not seen once we end them, so its processor time is to run out first
        wanted = job.timeout_s * (limits.COMPILE_CPU_SHARE if job.mode == wire.COMPILE else 1)
        seconds = max(1, int(wanted + 0.999))
        processes = limits.PROCESSES + self.warm.other_processes
        bounds = [
            (resource.RLIMIT_CPU, seconds, seconds + 1),
            (resource.RLIMIT_NPROC, processes, processes),
        ]
        if job.mode == wire.COMPILE:
            memory = self.warm.base_bytes + (job.memory_mb << 20)
            bounds.append((resource.RLIMIT_AS, memory, memory))
        self.settings.limits = self.beside_suite.limits = bounds

    def _compile(self, job: wire.Job) -> bytes:
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            arguments, source, runtime = job.bodies
            native.compile_unit(
                self.settings, far, output_write, arguments, source, runtime, die_with_parent=self.alone
            )
        return self._watch(pid, far, near, output_read, output_write, started, job)

    def _run_on(self, job: wire.Job, stdin: int, arguments: tuple[str, ...] = ()) -> bytes:
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        program = Executable(job.suite, native.address_space(job.memory_mb), arguments)
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            native.run(
                self.settings, program, far, stdin=stdin, output=output_write,
                die_with_parent=self.alone, judges_output=True,
            )  # fmt: skip
        return self._watch(pid, far, near, output_read, output_write, started, job)

    def _check(self, job: wire.Job, texts: list[bytes]) -> bytes:
        native.write_checked(self.settings.folder, texts)
        return self._run_on(job, -1, native.CHECKED_FILES)

    def _check_by_python(self, job: wire.Job, texts: list[bytes]) -> bytes:
        warm = self.warm
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            native.run_python_checker(warm.settings, far, output_write, job.bodies[0], texts)
        return self._watch(pid, far, near, output_read, output_write, started, job)

    def _watch(
        self,
        pid: int,
        far: _socket.socket,
        near: _socket.socket,
        output_read: int,
        output_write: int,
        started: float,
        job: wire.Job,
    ) -> bytes:
        far.close()
        os.close(output_write)
        self.warm.watch.start(pid, near, output_read, -1, keep_output=True)
        return self.warm.follow(pid, 0, started, job.timeout_s)

    def _run_shared(self, job: wire.Job) -> bytes:
        """Run a program that its suite was compiled with: it gets its mark once it says that it was loaded."""
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        program = Executable(job.suite, native.address_space(job.memory_mb))
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            native.run(self.settings, program, far, (far,), output=output_write, die_with_parent=self.alone)
        far.close()
        os.close(output_write)
        self.warm.watch.start(pid, near, output_read, job.suite, keep_output=False)
        return self.warm.follow(pid, 0, started, job.timeout_s)

    def _run_split(self, job: wire.Job) -> bytes:
        """Run a program in one child and its suite in another."""
        near, far = _socket.socketpair()
        tests, calls = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        memory = native.address_space(job.memory_mb)
        started = monotonic()
        pid = os.fork()
        if pid == 0:
            program = Executable(job.suite, memory)
            native.run(self.beside_suite, program, calls, (calls,), output=output_write, die_with_parent=self.alone)
        suite_pid = os.fork()
        if suite_pid == 0:
            suite = Executable(job.beside, memory)
            native.run(self.settings, suite, far, (tests, far), die_with_parent=self.alone)
        for one in (far, tests, calls):
            one.close()
        os.close(output_write)
        self.warm.watch.start(suite_pid, near, output_read, -1, keep_output=False)
        return self.warm.follow(pid, suite_pid, started, job.timeout_s)


def _triples(bodies: list[bytes]) -> list[list[bytes]]:
    """Return the (input, output, answer) of each check; the first body is a checker's text."""
    return [bodies[index : index + 3] for index in range(1, len(bodies), 3)]
