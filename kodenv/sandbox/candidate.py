"""What runs in the forked child: limits, the program, and then the suite, which arrives once the program is loaded.

Covers: the suite and its expected values are not in this process while the program loads; results carry a
random mark that this process learns after loading.
Does not cover: a program that waits for the suite to run in the same process; its verdicts say ``shared``.
"""

from __future__ import annotations

import _sitebuiltins
import _socket
import builtins
import dis
import json
import linecache
import marshal
import os
import random
import resource
import signal
import socket
import sys
import threading
import types
from typing import Any, NoReturn

from kodenv.sandbox import cases, kernel, layers, limits

FILE = "solution.py"
_RIGHTS_SIZE = socket.CMSG_LEN(4)  # one descriptor
_quote = json.encoder.encode_basestring_ascii


class _Runners:
    """The runner of suites that need the real pytest, loaded only in workers made for them."""

    real_pytest: Any = None


def load_real_pytest() -> None:
    """Import pytest and the runner on it, before the private root hides our own package."""
    from kodenv.sandbox import real_pytest

    _Runners.real_pytest = real_pytest


def forget_ourselves() -> None:
    """Leave the state that every program starts from: no module of ours to find, the same random numbers."""
    sys.argv = [FILE]
    for name in ("exit", "quit"):  # the module ``site`` gives them, and we run without it
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))
    builtins.help = _sitebuiltins._Helper()
    sys.modules["__main__"] = types.ModuleType("__main__")
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    for name in [name for name in sys.modules if name.split(".")[0] == "kodenv"]:
        del sys.modules[name]


class Settings:
    """What the warm process prepared for one program."""

    def __init__(
        self,
        *,
        control: _socket.socket,
        stdin: int,
        output: int,
        limits: list[tuple[int, int, int]],
        folder: str,
        guard: layers.SignalGuard | None,
        settled: int,
    ) -> None:
        """Keep the channel, descriptors, (kind, soft, hard) resource limits, the scratch folder and the guard.

        ``settled`` is written to once all that is in force and before the program starts: without it, what went
        wrong was ours.
        """
        self.control, self.stdin, self.output = control, stdin, output
        self.limits, self.folder, self.guard, self.settled = limits, folder, guard, settled


class Lines:
    """Which lines of the program were run, by the interpreter's own tracing."""

    def __init__(self, code: types.CodeType) -> None:
        """Find the lines of a compiled program and watch them from now on."""
        self.all = _lines_of(code)
        self.seen: set[int] = set()
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def _enter(self, frame: types.FrameType, _event: str, _value: object) -> Any:
        return self._step if frame.f_code.co_filename == FILE else None

    def _step(self, frame: types.FrameType, event: str, _value: object) -> Any:
        if event == "line":
            self.seen.add(frame.f_lineno)
        return self._step


def _lines_of(code: types.CodeType) -> set[int]:
    lines = {line for _, line in dis.findlinestarts(code) if line}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            lines |= _lines_of(constant)
    return lines


def run(settings: Settings, program: bytes, *, is_stdio: bool, source_file: bool, trace: bool) -> NoReturn:
    """Run a program in this (just forked) process and end it; never returns."""
    try:
        _settle(settings)
        if is_stdio:
            _run_script(settings.control, program, trace)
        else:
            _run_suite(settings, program, source_file, trace)
    except BaseException as error:
        _say(settings.control, {"load": describe(error), "memory": isinstance(error, MemoryError)})
    finally:
        os._exit(0)


def _settle(settings: Settings) -> None:
    """Take the descriptors, limits and folder of this run, and nothing of the warm process's own."""
    os.setsid()
    os.dup2(settings.stdin, 0)
    os.dup2(settings.output, 1)
    os.dup2(settings.output, 2)
    if settings.guard is not None:
        kernel.die_with_parent(signal.SIGKILL)  # no pid namespace ends us with the warm process
        settings.guard.enter()
    for kind, soft, hard in settings.limits:
        resource.setrlimit(kind, (soft, hard))
    os.chdir(settings.folder)
    os.write(settings.settled, b"s")
    kept = settings.control.fileno()
    os.closerange(3, kept)
    os.closerange(kept + 1, limits.OPEN_FILES)


def _say(control: _socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def _compile(program: bytes) -> types.CodeType:
    """Compile a program as text: whatever encoding its first lines name, it came to us as UTF-8."""
    text = program.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    return compile(text, FILE, "exec", dont_inherit=True)


def _run_script(control: _socket.socket, program: bytes, trace: bool) -> None:
    """Run the program as ``__main__`` on its standard input, as an interpreter would, up to the exit."""
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    main = types.ModuleType("__main__")
    main.__file__ = FILE
    sys.modules["__main__"] = main
    message: dict[str, Any] = {"exit": 0}
    lines = None
    try:
        code = _compile(program)
        lines = Lines(code) if trace else None
        exec(code, main.__dict__)
    except SystemExit as stop:
        message = {"exit": stop.code if isinstance(stop.code, int) else int(stop.code is not None)}
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        sys.stdout.flush()
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    if lines is not None:
        sys.settrace(None)
        message["lines"] = [sorted(lines.seen & lines.all), len(lines.all)]
    _say(control, message)


def _run_suite(settings: Settings, program: bytes, source_file: bool, trace: bool) -> None:
    control, folder = settings.control, settings.folder
    module = types.ModuleType("solution")
    module.__file__ = FILE
    sys.modules["solution"] = module
    if source_file:
        with open(FILE, "wb") as file:
            file.write(program)
        text = program.decode("utf-8", "replace")
        linecache.cache[FILE] = (len(text), None, text.splitlines(True), FILE)
        sys.path.insert(0, folder)
    code = _compile(program)
    lines = Lines(code) if trace else None
    exec(code, module.__dict__)
    control.send(b"L")
    nonce, rights, _, _ = control.recvmsg(16, _RIGHTS_SIZE)
    descriptor = int.from_bytes(rights[0][2][:4], sys.byteorder)
    parts = []
    while part := os.read(descriptor, 1 << 16):
        parts.append(part)
    os.close(descriptor)
    suite = marshal.loads(b"".join(parts))
    reporter = _Reporter(control, nonce)
    try:
        _judge(suite, module, reporter, folder)
        if lines is not None:
            sys.settrace(None)
            reporter.add("", "LINES", f"{len(lines.seen & lines.all)}/{len(lines.all)}")
        reporter.add("", "END", "")
    except cases.SuiteError as error:
        reporter.add("", "SUITE", str(error))


def _judge(suite: dict[str, Any], module: types.ModuleType, reporter: _Reporter, folder: str) -> None:
    source, code = suite["source"], suite["code"]
    if suite["runner"] == "script":
        steps = code or cases.compile_assert(source, suite["entry_point"])
        cases.run_assert(steps, source, module, reporter.add)
    elif suite["runner"] == "pytest":
        _Runners.real_pytest.run_real_pytest(source, module, reporter.add, folder)
    else:
        cases.run_pytest(code or cases.compile_pytest(source), source, module, reporter.add, folder)


class _Reporter:
    """Sends what each case did at once: what held must be known also when the next case never ends."""

    def __init__(self, control: _socket.socket, nonce: bytes) -> None:
        self.control, self.pending = control, bytearray(nonce)

    def add(self, case_id: str, status: str, message: str) -> None:
        texts = _quote(case_id), _quote(status), _quote(message[: limits.MESSAGE_CHARS])
        self.pending += f"[{texts[0]}, {texts[1]}, {texts[2]}]\n".encode()
        while self.pending:
            del self.pending[: self.control.send(self.pending)]


def describe(error: BaseException) -> str:
    """Return one line about an exception of the program's, without trusting its own ``__str__``."""
    try:
        text = str(error)
    except BaseException:
        text = "(its __str__ raises)"
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = f"line {line}: " if line else ""
    return f"{where}{type(error).__name__}: {text}"[: limits.MESSAGE_CHARS]
