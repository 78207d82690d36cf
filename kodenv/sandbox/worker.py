"""The judge's handle on one worker: start it, send it jobs, hear its answers, replace it when it dies."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kodenv.errors import ConfigError, SandboxUnavailable
from kodenv.sandbox import layers, wire

_open: weakref.WeakSet[socket.socket] = weakref.WeakSet()


def _let_go() -> None:
    """Close a forked child's copies, which would keep the workers alive after their owner's death."""
    for channel in list(_open):
        channel.close()


os.register_at_fork(after_in_child=_let_go)

_SERVER = Path(__file__).with_name("server.py")
_OURS = ("kodenv", "synth", "policies")
_SEND_S = 60.0
_GROUP_S = 2.0
_START_S = 120.0  # importing pandas on a loaded machine

BASE_MODULES = (
    "abc", "array", "bisect", "collections", "contextlib", "copy", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "inspect", "io", "itertools", "json", "math",
    "numbers", "operator", "os", "queue", "random", "re", "statistics", "string", "textwrap", "threading",
    "time", "typing", "unittest",
)  # fmt: skip
SCIENTIFIC_MODULES = ("numpy", "pandas")
NATIVE_PROFILE = "native"  # compiles and runs programs that need no interpreter


class BelowMinimum(SandboxUnavailable):
    """This machine lacks layers that hostile programs need; trying again would not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a worker has loaded; programs are sent to the leanest that fits."""

    profile: str = "base"
    real_pytest: bool = False
    hash_seed: int = 0
    folders: tuple[str, ...] = ()  # what else it sees, if a user that owns nothing can reach it

    @property
    def preload(self) -> list[str]:
        """The modules to import before locking down."""
        if self.profile == NATIVE_PROFILE:
            return []
        return [*BASE_MODULES, *(SCIENTIFIC_MODULES if self.profile == "scientific" else ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """An interpreter that programs run in: where it lies and what it can import."""

    executable: str
    version: str
    sys_path: tuple[str, ...]
    visible: tuple[str, ...]
    hidden: tuple[str, ...]


@functools.lru_cache(maxsize=8)
def find_interpreter(python: str | None) -> Interpreter:
    """Ask an interpreter for its folders.

    Raises:
        ConfigError: If it cannot be run or is older than 3.9.
    """
    executable = python or sys.executable
    prefixes = "[sys.prefix,sys.exec_prefix,sys.base_prefix]"
    ask = f"import sys,json;print(json.dumps([sys.version_info[:3],sys.path,{prefixes}]))"
    try:
        done = subprocess.run([executable, "-I", "-c", ask], capture_output=True, text=True, timeout=60, check=True)
        version, sys_path, prefixes = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ConfigError(
            f"python {executable!r}: expected a Python interpreter, got {error}; check the path"
        ) from error
    if tuple(version) < (3, 9):
        raise ConfigError(f"python {executable!r}: expected 3.9 or newer, got {version}; choose another")
    roots = sorted({*prefixes, "/usr"})
    inside = tuple(p for p in sys_path if any(p == root or p.startswith(root + "/") for root in roots))
    hidden = tuple(f"{path}/{name}" for path in inside for name in _OURS if os.path.isdir(f"{path}/{name}"))
    visible = tuple(sorted({*prefixes, os.path.dirname(os.path.realpath(executable))}))
    text = ".".join(map(str, version))
    return Interpreter(executable=executable, version=text, sys_path=inside, visible=visible, hidden=hidden)


@dataclass(slots=True)
class Worker:
    """One sandbox server. Not thread-safe: one lane of the judge owns it.

    Attributes:
        kind: What it has loaded.
        interpreter: What programs run in.
        without: Layers not to try (tests only).
        allow_weak: Accept a machine below the minimum of layers.
    """

    kind: Kind
    interpreter: Interpreter
    without: tuple[str, ...] = ()
    allow_weak: bool = False
    hello: dict[str, Any] = field(default_factory=dict)
    memory_kills_seen: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _channel: socket.socket | None = None
    _scratch: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers in force, by the worker's own report."""
        return tuple(self.hello.get("layers", ()))

    @property
    def pid(self) -> int | None:
        """The supervisor's process id, or None when it is not running."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it is locked down.

        Raises:
            SandboxUnavailable: If it does not start, or the machine is below the minimum and that was not allowed.
        """
        # made by the server, and only where it cannot mount a file system
        self._scratch = f"{tempfile.gettempdir()}/kodenv-{secrets.token_hex(8)}"
        environment = {**layers.minimal_environment(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        environment["PYTHONHASHSEED"] = str(self.kind.hash_seed)
        with tempfile.TemporaryFile() as complaints:
            try:
                near, far = socket.socketpair()
                with far:
                    self._channel = near
                    _open.add(near)
                    self._process = subprocess.Popen(
                        [self.interpreter.executable, "-s", "-S", "-B", str(_SERVER), str(far.fileno())],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=complaints,
                        pass_fds=[far.fileno()],
                        env=environment,
                        cwd="/",
                        start_new_session=True,
                    )
                near.settimeout(_START_S)
                wire.send_text(near, self._config())
                self.hello = wire.receive_text(near)
            except (OSError, EOFError, ValueError) as error:
                complaints.seek(0)
                last = complaints.read().decode(errors="replace").strip().splitlines()[-1:] or [str(error)]
                self.close()
                raise SandboxUnavailable(
                    f"sandbox: the worker did not start: {last[0]}; run `kodenv doctor`"
                ) from error
        if self.hello["weak"] and not self.allow_weak:
            self.close()
            raise BelowMinimum(
                f"sandbox: this machine lacks {self.hello['weak']}; run `kodenv doctor`, "
                "or pass --allow-weak-sandbox for programs you trust"
            )

    def _config(self) -> dict[str, Any]:
        return {
            "sys_path": list(self.interpreter.sys_path),
            "visible": list(self.interpreter.visible),
            "folders": list(self.kind.folders),
            "hidden": list(self.interpreter.hidden),
            "preload": self.kind.preload,
            "real_pytest": self.kind.real_pytest,
            "scratch": self._scratch,
            "without": list(self.without),
        }

    def send(self, job: wire.Job) -> None:
        """Send a job, starting the server first if it is not running.

        Raises:
            SandboxUnavailable: If the server is gone or cannot be started.
        """
        if self._channel is None:
            self.start()
        assert self._channel is not None
        try:
            self._be_patient(_SEND_S)
            wire.send_job(self._channel, job)
        except OSError as error:
            raise SandboxUnavailable(f"sandbox: the worker is gone: {error}") from error

    def receive(self, number: int, timeout_s: float) -> list[wire.Run]:
        """Return the runs of the oldest job, which must bear this number.

        Raises:
            SandboxUnavailable: If the server died, does not answer, or could not put a child under its limits.
        """
        assert self._channel is not None
        try:
            self._be_patient(timeout_s)
            answered, runs = wire.receive_answer(self._channel)
        except (OSError, EOFError) as error:
            raise SandboxUnavailable(f"sandbox: the worker died: {error}") from error
        if answered != number:
            raise SandboxUnavailable(f"sandbox: the worker answered job {answered}, not {number}")
        if not all(run.settled for run in runs):
            raise SandboxUnavailable("sandbox: a program's process could not be put under its limits")
        return runs

    def _be_patient(self, timeout_s: float) -> None:
        """Bound the waiting for the server; never shortens a bound, since changing it costs system calls."""
        assert self._channel is not None
        if (self._channel.gettimeout() or 0) < timeout_s:
            self._channel.settimeout(timeout_s)

    def memory_kills(self) -> int:
        """Return how many processes the worker's memory limit has killed so far, 0 without a control group."""
        for folder in self.hello.get("cgroups", ()):
            for name in ("memory.events", "memory.oom_control"):
                if os.path.exists(f"{folder}/{name}"):
                    with open(f"{folder}/{name}", "rb") as file:
                        return layers.oom_kills(file.read())
        return 0

    def kill(self) -> None:
        """End the server at once, whatever it does; :meth:`close` is still needed. May be called from any thread."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the server and all it holds; safe to call twice."""
        if self._channel is not None:
            with contextlib.suppress(OSError):  # a forked child may hold the socket too
                self._channel.shutdown(socket.SHUT_RDWR)
            self._channel.close()
            self._channel = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        for folder in self.hello.pop("cgroups", ()):
            _remove_group(folder)
        if os.path.isdir(self._scratch):  # the server was killed
            with contextlib.suppress(OSError):
                layers.empty_folder(self._scratch)
                os.rmdir(self._scratch)
        self._scratch = ""


def _remove_group(folder: str) -> None:
    """Remove a control group; processes in it that were killed may need a moment to be gone."""
    until = time.monotonic() + _GROUP_S
    while os.path.isdir(folder) and time.monotonic() < until:
        with contextlib.suppress(OSError):
            os.rmdir(folder)
            return
        time.sleep(0.002)
