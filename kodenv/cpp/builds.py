"""Text → binary: compiled inside the sandbox, each once, and what became of it."""

import hashlib
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from kodenv.cpp.binaries import Binaries
from kodenv.cpp.toolchain import Toolchain
from kodenv.lanes import Job, Outcome
from kodenv.records import Status
from kodenv.sandbox import limits, native, wire
from kodenv.sandbox.worker import NATIVE_PROFILE, Kind

_FIRST_LINES = 3
_COMPLAINT = "does not compile: "
_OUT_OF_MEMORY = re.compile(
    r"^(?:\S*(?:cc1plus|collect2|ld|ld\.gold|as)\S*: )?(?:out of memory|virtual memory exhausted|memory exhausted)"
    r"|^\S*: (?:fatal|internal compiler) error: (?:Killed signal terminated|std::bad_alloc)",
    re.MULTILINE,
)
_OUT_OF_TIME = re.compile(r"CPU time limit exceeded signal terminated program")
_TOO_LARGE = re.compile(r"File size limit exceeded|No space left on device|File too large")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A text to compile.

    Attributes:
        source: The whole translation unit.
        header: Which of ``kodenv.cpp.headers`` may be precompiled for it, or none.
        flags: For the linker.
    """

    source: str
    header: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What became of a text.

    Attributes:
        binary: The program's file; empty if there is none.
        status: Why there is none, where that is the text's doing.
        message: What the compiler said, its first lines.
        unscored: Why there is none, where that is ours.
        error: What to raise instead.
        wall_s: Seconds that this took; 0 where the binary was there already.
        cpu_s: Processor seconds of the same.
        is_own_error: Whether the compiler's first complaint is about the program's own lines.
        layers: What the compiler ran under.
    """

    binary: bytes = b""
    status: Status | None = None
    message: str = ""
    unscored: str = ""
    error: Exception | None = None
    wall_s: float = 0.0
    cpu_s: float = 0.0
    is_own_error: bool = False
    layers: tuple[str, ...] = ()


class Builds:
    """Compiles texts in the judge's workers; the same text is compiled once."""

    def __init__(self, put: Callable[[Job], None], toolchain: Toolchain, binaries: Binaries) -> None:
        """Take what runs a job, the compiler, and where binaries are kept."""
        self._put, self.toolchain, self._binaries = put, toolchain, binaries
        self._under_way: dict[str, Future[Build]] = {}
        self._lock = threading.Lock()
        self.kind = Kind(profile=NATIVE_PROFILE, folders=toolchain.folders)

    def of(self, unit: Unit) -> "Future[Build]":
        """Return the build of a text, which may still be under way."""
        name = self._name(unit)
        with self._lock:
            known = self._under_way.get(name)
            if known is not None:
                return known
            made: Future[Build] = Future()
            binary = self._binaries.get(name)
            if binary is not None:
                made.set_result(Build(binary=binary))
                return made
            self._under_way[name] = made
        commands = self.toolchain.commands(unit.header, unit.flags)
        job = Job(
            kind=self.kind, mode=wire.COMPILE, flags=0, timeout_s=limits.COMPILE_S,
            memory_mb=limits.COMPILE_MEMORY_MB,
            bodies=[
                json.dumps(commands).encode(), unit.source.encode("utf-8", "surrogatepass"), self.toolchain.runtime,
            ],
            suite=None,
            wanted=lambda: True, deliver=lambda outcome: self._done(name, made, outcome),
        )  # fmt: skip
        self._put(job)
        return made

    def _name(self, unit: Unit) -> str:
        runtime = hashlib.sha256(self.toolchain.runtime).hexdigest()
        parts = [self.toolchain.identity, runtime, unit.header, unit.flags, unit.source]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _done(self, name: str, made: "Future[Build]", outcome: Outcome) -> None:
        build = _read(outcome)
        if build.binary:
            self._binaries.put(name, build.binary)
        with self._lock:
            self._under_way.pop(name, None)
        made.set_result(build)


def _read(outcome: Outcome) -> Build:
    if outcome.error is not None:
        return Build(error=outcome.error)
    if outcome.over_memory:
        return Build(status=Status.MEMORY, message="the compiler went over its memory limit")
    if not outcome.runs:
        return Build(unscored=f"it could not be compiled: {outcome.unscored}")
    run = outcome.runs[0]
    status, message, binary = _judge(run)
    own = message.startswith(f"{_COMPLAINT}{native.SOURCE}:")
    return Build(
        binary=binary,
        status=status,
        message=message,
        wall_s=run.wall_s,
        cpu_s=run.cpu_s,
        is_own_error=own,
        layers=outcome.layers,
    )


def _judge(run: wire.Run) -> tuple[Status | None, str, bytes]:
    broken = {
        "memory": (Status.MEMORY, "the compiler went over its memory limit"),
        "wall": (Status.TIMEOUT, f"the compiler did not end within {limits.COMPILE_S:g} s"),
        "output": (Status.OUTPUT, "the compiled program is larger than its limit"),
    }
    if run.ended in broken:
        return (*broken[run.ended], b"")
    try:
        told = json.loads(run.results)
        code, said = int(told["exit"]), str(told["said"])
    except (ValueError, KeyError, TypeError):
        return Status.ERROR, "the compiler's process was ended", b""
    if code == 0 and run.output.startswith(b"\x7fELF"):
        return None, "", run.output
    if _OUT_OF_MEMORY.search(said):
        return Status.MEMORY, "the compiler went over its memory limit", b""
    if _OUT_OF_TIME.search(said):
        seconds = limits.COMPILE_S * limits.COMPILE_CPU_SHARE
        return Status.TIMEOUT, f"the compiler used more than {seconds:g} s of processor time", b""
    if _TOO_LARGE.search(said):
        return Status.OUTPUT, "the compiled program is larger than its limit", b""
    return Status.ERROR, _first_lines(said), b""


def _first_lines(said: str) -> str:
    """Return the first errors of what a compiler said, without the lines that lead up to them."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line or "undefined reference" in line] or lines
    text = " | ".join(errors[:_FIRST_LINES]) or "the compiler said nothing"
    return f"{_COMPLAINT}{text}"[: limits.MESSAGE_CHARS]
