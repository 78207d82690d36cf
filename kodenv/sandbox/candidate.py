"""What runs in the forked child: limits, the program, and then the suite, which arrives once the program is loaded.

Covers: the suite and its expected values are not in this process while the program loads; results carry a
random mark that this process learns after loading.
Does not cover: a program that waits for the suite to run in the same process; its verdicts say ``shared``.
"""

from __future__ import annotations

import gc
import json
import linecache
import marshal
import os
import random
import resource
import signal
import socket
import sys
import time
import types
from typing import Any, NoReturn

from kodenv.sandbox import cases, kernel, layers, limits

CONTROL = 3  # the channel to the warm process


class _Runners:
    """The runner of suites that need the real pytest, loaded only in workers made for them."""

    real_pytest: Any = None


def load_real_pytest() -> None:
    """Import pytest and the runner on it, before the warm process locks itself down."""
    from kodenv.sandbox import real_pytest

    _Runners.real_pytest = real_pytest


class Settings:
    """What the warm process prepared for one program."""

    def __init__(
        self,
        *,
        control: int,
        stdin: int,
        output: int,
        limits: list[tuple[int, int, int]],
        folder: str,
        guard: layers.SignalGuard | None,
    ) -> None:
        """Keep descriptors, (kind, soft, hard) resource limits, the scratch folder and the guard."""
        self.control, self.stdin, self.output = control, stdin, output
        self.limits, self.folder, self.guard = limits, folder, guard


def run(settings: Settings, program: bytes, *, is_stdio: bool, source_file: bool) -> NoReturn:
    """Run a program in this (just forked) process and end it; never returns."""
    try:
        _settle(settings)
        if is_stdio:
            _run_script(program)
        else:
            _run_suite(program, settings.folder, source_file)
    except BaseException as error:
        _say({"load": describe(error), "memory": isinstance(error, MemoryError)})
    finally:
        os._exit(0)


def _settle(settings: Settings) -> None:
    """Take the descriptors, limits and folder of this run, and nothing of the warm process's own."""
    os.setsid()
    os.dup2(settings.stdin, 0)
    os.dup2(settings.output, 1)
    os.dup2(settings.output, 2)
    if settings.control != CONTROL:
        os.dup2(settings.control, CONTROL, inheritable=False)
    if settings.guard is not None:
        kernel.die_with_parent(signal.SIGKILL)  # no pid namespace ends us with the warm process
        settings.guard.enter()
    os.closerange(CONTROL + 1, limits.OPEN_FILES)
    for kind, soft, hard in settings.limits:
        resource.setrlimit(kind, (soft, hard))
    os.chdir(settings.folder)
    sys.argv = ["solution.py"]
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    for name in [name for name in sys.modules if name.split(".")[0] == "kodenv"]:
        del sys.modules[name]
    gc.enable()


def _say(message: dict[str, Any]) -> None:
    os.write(CONTROL, json.dumps(message).encode() + b"\n")


def _run_script(program: bytes) -> None:
    """Run the program as ``__main__`` on its standard input, as an interpreter would, up to the exit."""
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    main = types.ModuleType("__main__")
    main.__file__ = "solution.py"
    sys.modules["__main__"] = main
    message: dict[str, Any] = {"exit": 0}
    try:
        exec(compile(program, "solution.py", "exec", dont_inherit=True), main.__dict__)
    except SystemExit as stop:
        message = {"exit": stop.code if isinstance(stop.code, int) else int(stop.code is not None)}
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    try:
        import threading

        threading._shutdown()  # type: ignore[attr-defined]
        sys.stdout.flush()
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    _say(message)


def _run_suite(program: bytes, folder: str, source_file: bool) -> None:
    module = types.ModuleType("solution")
    module.__file__ = "solution.py"
    sys.modules["solution"] = module
    if source_file:
        with open("solution.py", "wb") as file:
            file.write(program)
        text = program.decode("utf-8", "replace")
        linecache.cache["solution.py"] = (len(text), None, text.splitlines(True), "solution.py")
        sys.path.insert(0, folder)
    exec(compile(program, "solution.py", "exec", dont_inherit=True), module.__dict__)
    os.write(CONTROL, b"L")
    with socket.socket(fileno=os.dup(CONTROL)) as channel:
        nonce, descriptors, _, _ = socket.recv_fds(channel, 16, 1)
    size = os.fstat(descriptors[0]).st_size
    suite = marshal.loads(os.pread(descriptors[0], size, 0))
    os.close(descriptors[0])
    reporter = _Reporter(nonce)
    try:
        _judge(suite, module, reporter, folder)
        reporter.add("", "END", "")
    except cases.SuiteError as error:
        reporter.add("", "SUITE", str(error))
    reporter.flush()


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
    """Sends what each case did: at once when the last sending is a while ago, else together."""

    def __init__(self, nonce: bytes) -> None:
        self.pending = bytearray(nonce)
        self.sent = time.monotonic()

    def add(self, case_id: str, status: str, message: str) -> None:
        self.pending += json.dumps((case_id, status, message[: limits.MESSAGE_CHARS])).encode() + b"\n"
        if time.monotonic() - self.sent > 0.05:
            self.flush()

    def flush(self) -> None:
        while self.pending:
            del self.pending[: os.write(CONTROL, self.pending)]
        self.sent = time.monotonic()


def describe(error: BaseException) -> str:
    """Return one line about an exception of the program's, without trusting its own ``__str__``."""
    try:
        text = str(error)
    except BaseException:
        text = "(its __str__ raises)"
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "solution.py":
            line = trace.tb_lineno
        trace = trace.tb_next
    where = f"line {line}: " if line else ""
    return f"{where}{type(error).__name__}: {text}"[: limits.MESSAGE_CHARS]
