"""Which lines of a program were run, by the interpreter's own tracing."""

from __future__ import annotations

import dis
import sys
import threading
import types
from typing import Any

FILE = "solution.py"


class Lines:
    """Which lines of the program were run."""

    def __init__(self, code: types.CodeType) -> None:
        """Find the lines of a compiled program and watch them from now on."""
        self.all = _lines_of(code)
        self.seen: set[int] = set()
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def stop(self) -> tuple[list[int], int]:
        """Stop watching; return the lines seen and how many there are."""
        sys.settrace(None)
        return sorted(self.seen & self.all), len(self.all)

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
