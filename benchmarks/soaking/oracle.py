"""Whether a program of our own making holds its suite, found without the judge: plain exec in a forked child.

Covers: programs that this package itself generated or damaged, which end, loop or fill memory.
Does not cover: programs that mean harm; there is no sandbox here.
"""

import gc
import io
import json
import os
import resource
import signal
import sys
import types
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NoReturn

from kodenv.records import Triplet

_CPU_S = 1
_WALL_S = 20
_MEMORY_BYTES = 1 << 30  # beside what this process holds already
_RIGHT, _WRONG = 0, 1


class Answer(StrEnum):
    """What plain execution shows."""

    RIGHT = "right"
    WRONG = "wrong"
    ENDLESS = "endless"  # it was ended by the limit on its processor time


def ask(triplet: Triplet, program: str) -> Answer:
    """Run a program and its suite in a child of this process, which must have one thread only."""
    pid = os.fork()
    if pid == 0:
        _answer(triplet, program)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM):
        return Answer.ENDLESS
    return Answer.RIGHT if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _RIGHT else Answer.WRONG


def _held_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _answer(triplet: Triplet, program: str) -> NoReturn:
    ended = _WRONG
    try:
        signal.alarm(_WALL_S)
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S + 1))
        memory = _MEMORY_BYTES + _held_bytes()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        gc.freeze()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        ended = _RIGHT if _holds(triplet, program) else _WRONG
    except BaseException:  # whatever a program raises, it does not hold its suite
        ended = _WRONG
    finally:
        os._exit(ended)


def _holds(triplet: Triplet, program: str) -> bool:
    code = compile(program.encode(), "solution.py", "exec")
    if triplet.test_format == "stdio":
        return all(_prints(code, case["input"], case["output"]) for case in json.loads(triplet.test))
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    exec(code, module.__dict__)
    suite = compile(triplet.test, "suite.py", "exec")
    if triplet.test_format == "pytest":
        space: dict[str, Any] = {"__name__": "test_suite"}
        exec(suite, space)
        return _run_tests(space)
    exec(suite, module.__dict__)
    if "def check(" in triplet.test:
        module.__dict__["check"](module.__dict__[str(triplet.entry_point)])
    return True


def _prints(code: types.CodeType, given: str, wanted: str) -> bool:
    sys.stdin, sys.stdout = io.StringIO(given), io.StringIO()
    try:
        exec(code, {"__name__": "__main__"})
    except SystemExit as end:
        if end.code not in (None, 0):
            return False
    return sys.stdout.getvalue().split() == wanted.split()


def _run_tests(space: dict[str, Any]) -> bool:
    """Call every test function of a suite; a failure is an exception."""
    ran = 0
    for name, value in list(space.items()):
        if name.startswith("Test") and isinstance(value, type):
            functions = [getattr(value(), one) for one in vars(value) if one.startswith("test")]
        else:
            functions = [value] if name.startswith("test") and callable(value) else []
        for function in functions:
            for arguments in _parameters(function):
                function(**arguments)
                ran += 1
    return ran > 0


def _parameters(function: Any) -> Iterator[dict[str, Any]]:
    """Yield the arguments of each case; the suites of procedural tasks have one table at most."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    if not marks:
        yield {}
        return
    names = [name.strip() for name in marks[0].args[0].split(",")]
    for row in marks[0].args[1]:
        yield dict(zip(names, row if len(names) > 1 else (row,), strict=True))
