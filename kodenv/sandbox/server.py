"""A worker: the supervisor that builds the sandbox, and the warm process in it that forks every program.

Started by :mod:`kodenv.judge` in a fresh interpreter (never forked from the caller) as
``python -s -P -S -B server.py DESCRIPTOR``. The supervisor keeps the rights to mount and does nothing else; the
warm process has given up all rights, never runs foreign code, and is the first process of its pid
namespace: programs cannot signal it, and one ``kill(-1)`` ends everything a program left.

Covers: limits on wall time, processor time, memory, output, processes, files and file size; nothing left behind.
Does not cover: what happens inside one forked program (see :mod:`kodenv.sandbox.candidate`).
"""

from __future__ import annotations

import _socket
import array
import contextlib
import gc
import importlib.util
import mmap
import os
import resource
import select
import signal
import socket
import sys
import time
import types
from typing import Any


def _reach_kodenv() -> None:
    """Make ``kodenv.sandbox`` importable without running ``kodenv/__init__.py`` and what it needs."""
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, path in (("kodenv", os.path.dirname(folder)), ("kodenv.sandbox", folder)):
        package = types.ModuleType(name)
        package.__path__ = [path]
        sys.modules[name] = package


def _import_random_for_forks() -> None:
    """Import ``random`` without its reseeding after each fork: every program starts from the same numbers."""
    register = os.register_at_fork
    os.register_at_fork = lambda **_: None
    try:
        importlib.import_module("random")
    finally:
        os.register_at_fork = register


if __name__ == "__main__":
    _import_random_for_forks()
    _reach_kodenv()

from kodenv.sandbox import candidate, kernel, layers, limits, wire  # noqa: E402


def main() -> None:
    """Build the sandbox, fork the warm process and stay as its supervisor."""
    given = int(sys.argv[1])  # may be a large number, which closing what programs must not have would miss
    channel = wire.Channel(socket.socket(fileno=os.dup(given)), of_judge=False)
    os.close(given)
    config, _, _ = channel.receive()
    os.environ.clear()
    os.environ.update(layers.minimal_environment())
    sys.path[:] = config["sys_path"]
    report = layers.Report(config["without"])
    group = layers.make_cgroup(report)
    if group is not None:
        group.admit(os.getpid())
    layers.enter_namespaces(report)
    if config["real_pytest"]:
        candidate.load_real_pytest()  # the new root hides our own package
    layers.build_root(report, config["visible"], config["hidden"], limits.SCRATCH_MB)
    scratch = Scratch(config["scratch"], "mount_namespace" in report.enforced)
    if not scratch.mounted:
        os.environ.update(HOME=scratch.folder, TMPDIR=scratch.folder)
    own_space = "pid_namespace" in report.enforced
    orphans = None if own_space else layers.Orphans()
    near, far = socket.socketpair()
    worker = os.getpid()
    if os.fork() == 0:
        near.close()
        Warm(channel, far, config, report, group, scratch, worker).serve()
    far.close()
    channel.close()
    try:
        while near.recv(1):
            scratch.renew()
            near.sendall(b"k")
    finally:
        if orphans is None:
            os.wait()
        else:
            orphans.end()
        scratch.remove()


class Scratch:
    """Where programs may write: fresh tmpfs mounts, or folders where mounts are refused."""

    def __init__(self, base: str, mounted: bool) -> None:
        """Use mounts (made by :func:`layers.build_root`) or a folder in ``base``."""
        self.base, self.mounted = base, mounted
        if not mounted:
            os.mkdir(base, 0o700)
            self._make()

    @property
    def folder(self) -> str:
        """The folder a program starts in."""
        return layers.SCRATCH_MOUNTS[0] if self.mounted else f"{self.base}/box"

    def state(self) -> object:
        """Return what changes when a program writes."""
        if self.mounted:
            return [layers.scratch_state(path) for path in layers.scratch_mounts()]
        state: list[object] = []
        for path in (self.base, self.folder):  # where a program has our user id it can write into both
            try:
                top = os.stat(path)
                state.append(os.listdir(path))  # times have gaps in which two changes look like one
            except OSError as error:
                return str(error)
            state += [top.st_ino, top.st_mode, top.st_ctime_ns]
        return state

    def renew(self) -> None:
        """Give the next program an empty place."""
        if self.mounted:
            layers.renew_scratch(limits.SCRATCH_MB)
            return
        layers.empty_folder(self.base)
        self._make()

    def _make(self) -> None:
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o1777)
        os.chmod(self.base, 0o755)

    def remove(self) -> None:
        """Leave nothing behind."""
        if not self.mounted:
            layers.empty_folder(self.base)
            os.rmdir(self.base)


class Warm:
    """The locked-down process that has everything loaded and forks a child per run."""

    def __init__(
        self,
        channel: wire.Channel,
        supervisor: socket.socket,
        config: dict[str, Any],
        report: layers.Report,
        group: layers.ControlGroup | None,
        scratch: Scratch,
        worker: int,
    ) -> None:
        """Load what programs import, then give up every right."""
        self.channel, self.supervisor, self.group, self.scratch = channel, supervisor, group, scratch
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
            readable = layers.readable_without_mounts(visible, config["hidden"])
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
        self.guard = None if self.first_in_namespace else layers.SignalGuard(report)
        layers.enter_seccomp(report)

    def serve(self) -> None:
        """Answer jobs until the caller is gone, then end."""
        weak = self.report.below_minimum()
        hello = {
            "layers": [name for name in layers.NAMES if name in self.report.enforced],
            "details": self.report.enforced,
            "missing": self.report.missing,
            "weak": weak,
            "loaded": self.loaded,
            "cgroups": self.group.folders if self.group else [],
            "magic": list(importlib.util.MAGIC_NUMBER),
        }
        self.channel.send(hello)
        self.clean = self.scratch.state()
        self.memory_events = os.pread(self.group.events, 4096, 0) if self.group else b""
        self.limits_of: tuple[float, int] | None = None
        self.limits: list[tuple[int, int, int]] = []
        self.settled_read, self.settled_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        candidate.forget_ourselves()
        gc.collect()
        gc.freeze()
        try:
            while True:
                head, bodies, suite = self.channel.receive()
                answer, results = self._judge(head, bodies, suite)
                self.channel.send(answer, results)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            os._exit(0)

    def _judge(
        self, head: dict[str, Any], bodies: list[bytes], suite: int | None
    ) -> tuple[dict[str, Any], tuple[bytes, ...]]:
        """Run one job: the program once with its suite, or once per stdio input."""
        if self.group is not None and head["memory_mb"] != self.memory_mb:
            self.memory_mb = head["memory_mb"]
            os.pwrite(self.group.limit, str((self.memory_mb << 20) + (64 << 20)).encode(), 0)
        program, inputs = bodies[0], bodies[1:]
        runs, outputs = [], []
        for text in inputs if suite is None else [b""]:
            stdin = _file_in_memory(text) if suite is None else os.open(os.devnull, os.O_RDONLY)
            try:
                run, output = self._run(head, program, stdin, suite)
            finally:
                os.close(stdin)
            runs.append(run)
            outputs.append(output)
            if sum(map(len, outputs)) > limits.ALL_OUTPUT_BYTES:
                run["ended"] = "output"
            if run["ended"] in ("wall", "output", "memory") or run["signal"] in (signal.SIGXCPU, signal.SIGKILL):
                break  # the rest would most likely end alike, each after its whole limit
        if suite is not None:
            os.close(suite)
        return {"id": head["id"], "runs": runs}, tuple(outputs)

    def _run(self, head: dict[str, Any], program: bytes, stdin: int, suite: int | None) -> tuple[dict[str, Any], bytes]:
        # Before the fork, and plain: every page that one side touches after it is copied.
        near, far = _socket.socketpair()
        output_read, output_write = os.pipe2(os.O_CLOEXEC)
        settings = candidate.Settings(
            control=far,
            stdin=stdin,
            output=output_write,
            limits=self._child_limits(head["timeout_s"], head["memory_mb"]),
            folder=self.scratch.folder,
            guard=self.guard,
            settled=self.settled_write,
        )
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            candidate.run(
                settings, program, is_stdio=suite is None, source_file=head["source_file"], trace=head["trace"]
            )
        far.close()
        os.close(output_write)
        watch = Watch(pid, near, output_read, self.channel.sock, suite)
        try:
            watch.until(started + head["timeout_s"])
            wall_s = time.monotonic() - started
            self._end_all(pid)
            _, status, usage = os.wait4(pid, 0)
            watch.drain()
        finally:
            watch.close()
        self._reap()
        ended = watch.ended
        if self.group is not None:
            events = os.pread(self.group.events, 4096, 0)
            if events != self.memory_events:
                if layers.oom_kills(events) > layers.oom_kills(self.memory_events):
                    ended = "memory"
                self.memory_events = events
        run = {
            "ended": ended,
            "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "wall_s": wall_s,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "peak_memory_bytes": usage.ru_maxrss * 1024,
            "nonce": watch.nonce.hex(),
            "settled": self._settled(),
            "loaded": watch.loaded,
            "results": len(watch.results),
        }
        return run, bytes(watch.results) + bytes(watch.output if suite is None else b"")

    def _settled(self) -> bool:
        """Return whether the child said that its limits were in force; it could not say so twice."""
        try:
            return os.read(self.settled_read, 1) == b"s"
        except BlockingIOError:
            return False

    def _child_limits(self, timeout_s: float, memory_mb: int) -> list[tuple[int, int, int]]:
        if self.limits_of != (timeout_s, memory_mb):
            seconds = max(1, int(timeout_s + 0.999))
            memory = self.base_bytes + (memory_mb << 20)
            processes = limits.PROCESSES + self.other_processes
            self.limits_of = timeout_s, memory_mb
            self.limits = [
                (resource.RLIMIT_CPU, seconds, seconds + 1),
                (resource.RLIMIT_AS, memory, memory),
                (resource.RLIMIT_NPROC, processes, processes),
            ]
        return self.limits

    def _end_all(self, pid: int) -> None:
        """End the program and whatever it started, wherever it hid."""
        if self.first_in_namespace:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)

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


_LOOK_S = 0.05  # how long reports may wait; less time than a program needs to fill the channel with honest ones


class Watch:
    """Follows one running program: what it reports, what it prints, when it ends, when it is over its time."""

    def __init__(
        self, pid: int, control: _socket.socket, output: int, caller: socket.socket, suite: int | None
    ) -> None:
        """Watch a child; ``suite`` is handed to it once it says that the program was loaded."""
        self.control, self.output_read, self.suite = control, output, suite
        self.pidfd = os.pidfd_open(pid)
        self.ended, self.nonce, self.loaded = "", b"", False
        self.results, self.output, self.printed = bytearray(), bytearray(), 0
        control.setblocking(False)
        os.set_blocking(output, False)
        self.poll = select.poll()
        for descriptor in (control.fileno(), output, self.pidfd):
            self.poll.register(descriptor, select.POLLIN)
        self.poll.register(caller.fileno(), 0)
        self.caller = caller.fileno()

    def until(self, deadline: float) -> None:
        """Return when the program ended or broke a limit; ``ended`` says which."""
        while not self.ended:
            left = deadline - time.monotonic()
            if left <= 0:
                self.ended = "wall"
                return
            if self.loaded:  # reports are not worth a wake-up each: they lie in the channel until somebody looks
                left = min(left, _LOOK_S)
                while self._hear():
                    pass
            for descriptor, _ in self.poll.poll(left * 1000 + 1):
                if descriptor == self.control.fileno():
                    self._hear()
                elif descriptor == self.output_read:
                    self._collect()
                elif descriptor == self.pidfd:
                    self.ended = self.ended or "exit"
                elif descriptor == self.caller:
                    os._exit(0)  # nobody waits for the verdict; the namespace ends with us

    def _hear(self) -> bool:
        """Take what the program's side reported; False when there is nothing, or nothing will come."""
        try:
            data = self.control.recv(1 << 16)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            data = b""
        if not data:
            self._ignore(self.control.fileno())
            return False
        if self.suite is not None and not self.loaded and (data != b"L" or self.results) and data[:1] != b"{":
            self.ended = "forged"  # not what our side of the child says before the suite runs
        elif self.suite is not None and not self.loaded and data == b"L":
            self.loaded, self.nonce = True, os.urandom(16)
            rights = array.array("i", [self.suite])
            try:
                self.control.sendmsg([self.nonce], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            except (BrokenPipeError, ConnectionResetError):
                return False  # the program closed the channel that it could not know of
            self._ignore(self.control.fileno())
        else:
            self.results += data
            if len(self.results) > limits.RESULT_BYTES:
                self.ended = "output"
        return not self.ended or self.ended in ("wall", "exit")

    def _collect(self) -> bool:
        """Take what the program printed; False when there is nothing, or nothing will come."""
        try:
            data = os.read(self.output_read, 1 << 16)
        except BlockingIOError:
            return False
        if not data:
            self._ignore(self.output_read)
            return False
        self.printed += len(data)
        if self.suite is None:
            self.output += data
        if self.printed > limits.OUTPUT_BYTES:
            self.ended = "output"
        return self.ended != "output"

    def _ignore(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError):  # it was let go of already
            self.poll.unregister(descriptor)

    def drain(self) -> None:
        """Read what lies in the pipes; every writer has ended, so nothing can block or follow."""
        while self._hear():
            pass
        while self._collect():
            pass

    def close(self) -> None:
        """Close what was opened for this program."""
        self.control.close()
        os.close(self.output_read)
        os.close(self.pidfd)


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
    while high - low > 1 << 20:
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
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
