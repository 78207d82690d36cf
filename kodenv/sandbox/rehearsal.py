"""Runs what every child will run, a few times, in the warm process: children then find its code specialised.

CPython rewrites a function's code while it is called the first times. In a fresh child each such write copies a
page and is lost with the child, so it is done once here, with a program and suites of our own.
"""

from __future__ import annotations

import _socket
import marshal
import os
import socket
import sys
from types import ModuleType

from kodenv.sandbox import calls, candidate, cases
from kodenv.sandbox.reports import Reporter
from kodenv.sandbox.suite_run import finish, read_suite

_TIMES = 12
_PROGRAM = b"def twice(number):\n    return 2 * number\n"
_SCRIPT = "import math\n" + "assert twice(2) == 4\n" * 6
_PYTEST = """import pytest
from solution import twice

def test_small():
    assert twice(2) == 4

def test_large():
    assert twice(10**6) == 2 * 10**6

@pytest.mark.parametrize("number", [1, 2])
def test_many(number):
    assert twice(number) == number + number

def test_refusal():
    with pytest.raises(TypeError):
        twice(None)

class TestTwice:
    def test_zero(self):
        assert twice(0) == pytest.approx(0)
"""


def rehearse(folder: str) -> None:
    """Run our own program with our own suites in this process, and leave no trace of it."""
    modules, streams = set(sys.modules), (sys.stdin, sys.stdout, sys.stderr)
    script = {"runner": "script", "source": _SCRIPT, "entry_point": None, "code": cases.compile_assert(_SCRIPT, None)}
    suite = {"runner": "small", "source": _PYTEST, "entry_point": None, "code": cases.compile_pytest(_PYTEST)}
    for payload in (marshal.dumps(script), marshal.dumps(suite)):
        for _ in range(_TIMES):
            _together(payload, folder)
            _apart(payload, folder)
    sys.stdin, sys.stdout, sys.stderr = streams
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def _together(payload: bytes, folder: str) -> None:
    module, _ = candidate.load(_PROGRAM, 0, folder)
    _run(payload, module, folder)


def _apart(payload: bytes, folder: str) -> None:
    """Be the program's end once and the suite's end once; a child is the other."""
    for is_program in (True, False):
        near, far = socket.socketpair()
        child = os.fork()
        if child == 0:
            try:
                near.close()
                _be(far, payload, folder, is_program=not is_program)
            finally:
                os._exit(0)
        far.close()
        _be(near, payload, folder, is_program=is_program)
        near.close()
        os.waitpid(child, 0)


def _be(channel: socket.socket, payload: bytes, folder: str, *, is_program: bool) -> None:
    if is_program:
        calls.serve(channel, candidate.load(_PROGRAM, 0, folder)[0])
        return
    solution = calls.connect(channel, calls.Rules(), mirrored=False)
    if not isinstance(solution, calls.LoadFailure):
        sys.modules["solution"] = solution
        _run(payload, solution, folder)
        channel.shutdown(socket.SHUT_RDWR)


def _run(payload: bytes, module: ModuleType, folder: str) -> None:
    reader, writer = os.pipe()
    os.write(writer, payload)
    os.close(writer)
    near, far = _socket.socketpair()
    finish(read_suite(reader), module, Reporter(far, bytes(16)), folder)
    near.close()
    far.close()
