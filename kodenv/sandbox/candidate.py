"""What runs in the program's child: limits, the program, and then its input, its suite, or the calls of its suite.

Covers: the suite and its expected values are not in this process while the program loads, and in ``split`` never.
Does not cover: a program that waits for the suite to run in the same process; its verdicts say ``shared``.
"""

from __future__ import annotations

import _sitebuiltins
import _socket
import atexit
import builtins
import contextlib
import json
import linecache
import marshal
import os
import random
import socket
import sys
import threading
import types
from typing import Any, NoReturn

from kodenv.sandbox import calls, limits, variation, wire
from kodenv.sandbox.coverage import FILE, Lines
from kodenv.sandbox.reports import Reporter
from kodenv.sandbox.settling import Settings, settle
from kodenv.sandbox.suite_run import finish, read_suite
from kodenv.sandbox.turns import take_turns

_RIGHTS_SIZE = socket.CMSG_LEN(4)  # one descriptor


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


def run_alone(
    settings: Settings, control: _socket.socket, stdin: int, output: int, program: bytes, flags: int, *, is_stdio: bool
) -> NoReturn:
    """Run a program with its input, or with its suite in the same process, and end; never returns."""
    try:
        settle(
            settings, stdin, output, (control.fileno(),),
            die_with_parent=settings.guard is not None, judges_output=is_stdio,
        )  # fmt: skip
        if is_stdio:
            _run_script(control, program, flags)
        else:
            _run_with_suite(settings.folder, control, program, flags)
    except BaseException as error:
        _say(control, {"load": describe(error), "memory": isinstance(error, MemoryError)})
    finally:
        os._exit(0)


def run_for_grader(
    settings: Settings, calls_end: _socket.socket, output: int, program: bytes, flags: int, *, die_with_parent: bool
) -> NoReturn:
    """Load a program, then answer the calls of the suite, which runs elsewhere; never returns."""
    try:
        settle(settings, -1, output, (calls_end.fileno(),), die_with_parent=die_with_parent)
        channel = socket.socket(fileno=calls_end.detach())
        try:
            module, _ = load(program, flags, settings.folder)
        except BaseException as error:
            calls.report_failure(channel, describe(error), isinstance(error, MemoryError))
        else:
            calls.serve(channel, module)
    finally:
        os._exit(0)


def _say(control: _socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def _compile(program: bytes, flags: int) -> tuple[types.CodeType, Lines | None]:
    """Compile a program as text: whatever encoding its first lines name, it came to us as UTF-8."""
    text = program.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    variation.apply(flags)
    code = compile(text, FILE, "exec", dont_inherit=True)
    return code, Lines(code, text) if flags & wire.TRACE else None


def load(program: bytes, flags: int, folder: str) -> tuple[types.ModuleType, Lines | None]:
    """Execute a program as the module ``solution``."""
    module = types.ModuleType("solution")
    module.__file__ = FILE
    sys.modules["solution"] = module
    if flags & wire.SOURCE_FILE:
        with open(FILE, "wb") as file:
            file.write(program)
        text = program.decode("utf-8", "replace")
        linecache.cache[FILE] = (len(text), None, text.splitlines(True), FILE)
        sys.path.insert(0, folder)
    code, lines = _compile(program, flags)
    exec(code, module.__dict__)
    return module, lines


def _run_script(control: _socket.socket, program: bytes, flags: int) -> None:
    """Run the program as ``__main__`` on its standard input, as an interpreter would, up to the exit."""
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    main = types.ModuleType("__main__")
    main.__file__ = FILE
    sys.modules["__main__"] = main
    message: dict[str, Any] = {"exit": 0}
    lines = None
    try:
        code, lines = _compile(program, flags)
        exec(code, main.__dict__)
    except SystemExit as stop:
        message = {"exit": stop.code if isinstance(stop.code, int) else int(stop.code is not None)}
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    try:
        _shut_down(main)
    except BaseException as error:
        message = {"exit": 1, "error": describe(error), "memory": isinstance(error, MemoryError)}
    if lines is not None:
        message["lines"], message["arcs"] = lines.stop(), lines.arcs()
    _say(control, message)


def _shut_down(main: types.ModuleType) -> None:
    """Do what an interpreter does at its end: wait for threads, run exit handlers, let go of globals, flush."""
    threading._shutdown()  # type: ignore[attr-defined]
    with contextlib.suppress(BaseException):  # an exit handler that raises changes no exit status
        atexit._run_exitfuncs()
    main.__dict__.clear()  # finalizers speak, and files that nobody closed are flushed
    if sys.stdout is not None and not getattr(sys.stdout, "closed", False):
        sys.stdout.flush()


def _run_with_suite(folder: str, control: _socket.socket, program: bytes, flags: int) -> None:
    if flags & wire.IN_TURNS:
        nonce, suite = _take_suite(control)
        programs, limit = marshal.loads(program), variation.limit_of(flags)
        take_turns(programs, suite, control, nonce, lambda one: load(one, flags, folder)[0], describe, folder, limit)
        return
    module, lines = load(program, flags, folder)
    nonce, suite = _take_suite(control)
    reporter = Reporter(control, nonce)
    finish(suite, module, reporter, folder, order=variation.order_of(flags))
    if lines is not None:
        for word, (seen, total) in (("LINES", lines.stop()), ("ARCS", lines.arcs())):
            reporter.add("", word, f"{len(seen)}/{total}")


def _take_suite(control: _socket.socket) -> tuple[bytes, Any]:
    """Say that the program is loaded; return the mark of genuine reports and the suite."""
    control.send(b"L")
    nonce, rights, _, _ = control.recvmsg(16, _RIGHTS_SIZE)
    return nonce, read_suite(int.from_bytes(rights[0][2][:4], sys.byteorder))


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
