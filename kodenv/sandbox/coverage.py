"""Which lines of a program were run, and which ways its branches went, by the interpreter's own tracing.

A branch is an ``if``, ``while`` or ``for`` whose body begins on a line of its own; its two ways are into the body and
past it. What goes two ways within one line cannot be told by lines.
"""

from __future__ import annotations

import ast
import dis
import sys
import threading
import types
from typing import Any

FILE = "solution.py"
_IN, _PAST = 1, 2
_BOTH = _IN | _PAST
_LOOK_EVERY = 512  # lines between two looks whether a call can still teach anything: watching makes it ten times slower
_NO_CODE = (ast.Global, ast.Nonlocal)


class Lines:
    """Which lines of the program were run, and which ways its branches went."""

    def __init__(self, code: types.CodeType, text: str) -> None:
        """Find the lines and branches of a program, and watch them from now on."""
        self.all = _lines_of(code)
        self.seen: set[int] = set()
        self.branches, self.bodies = _branches_of(text)
        self.ways: dict[int, int] = dict.fromkeys(self.bodies, 0)
        self.done: set[types.CodeType] = set()  # nothing more can be learned from these
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def stop(self) -> tuple[list[int], int]:
        """Stop watching; return the lines seen and how many there are."""
        sys.settrace(None)
        return sorted(self.seen & self.all), len(self.all)

    def arcs(self) -> tuple[list[int], int]:
        """Return the ways that were gone and how many there are; a way's number is made of its line and direction."""
        gone = [
            2 * line + past for line, ways in self.ways.items() for past in (0, 1) if ways & (_PAST if past else _IN)
        ]
        return gone, 2 * len(self.bodies)

    def _enter(self, frame: types.FrameType, _event: str, _value: object) -> Any:
        code = frame.f_code
        if code.co_filename != FILE or self.is_done(code):
            return None
        return _Frame(self).step

    def is_done(self, code: types.CodeType) -> bool:
        """Tell whether every line of a function was seen and each of its branches went both ways."""
        if code not in self.done:
            lines = {line for _, line in dis.findlinestarts(code) if line}
            if lines <= self.seen and all(self.ways.get(line, _BOTH) == _BOTH for line in lines):
                self.done.add(code)
        return code in self.done


class _Frame:
    """One call of one of the program's functions: which line it was on last."""

    __slots__ = ("count", "last", "lines")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.last = self.count = 0  # the branch whose head was run last; how many lines were run

    def step(self, frame: types.FrameType, event: str, value: Any) -> Any:
        """Take note of a line, a return or an exception."""
        if event == "line":
            line = frame.f_lineno
            self.lines.seen.add(line)
            if self.last:
                self._leave(line)
            self.last = self.lines.branches.get(line, 0)
            self.count += 1
            if self.count % _LOOK_EVERY == 0 and self.lines.is_done(frame.f_code):
                frame.f_trace_lines = False
        elif event == "return":
            if self.last:
                self._leave(0)
        elif event == "exception" and not issubclass(value[0], StopIteration):  # with which a loop just ends
            self.last = 0
        return self.step

    def _leave(self, line: int) -> None:
        if line == self.lines.bodies[self.last]:
            self.lines.ways[self.last] |= _IN
        elif self.lines.branches.get(line) != self.last:
            self.lines.ways[self.last] |= _PAST


def _lines_of(code: types.CodeType) -> set[int]:
    lines = {line for _, line in dis.findlinestarts(code) if line}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            lines |= _lines_of(constant)
    return lines


def _branches_of(text: str) -> tuple[dict[int, int], dict[int, int]]:
    """Return for each line of a branch's head the branch, and for each branch the line that its body begins on."""
    heads: dict[int, int] = {}
    bodies: dict[int, int] = {}
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.If, ast.While, ast.For, ast.AsyncFor)):
            continue
        head = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node.test
        body = _first_line(node.body)
        last = head.end_lineno or node.lineno
        if isinstance(head, ast.Constant) or _is_main_guard(head) or body <= last:
            continue
        bodies[node.lineno] = body
        for line in range(node.lineno, last + 1):
            heads[line] = node.lineno
    return heads, bodies


def _first_line(body: list[ast.stmt]) -> int:
    """Return the first line that has code, 0 where none has."""
    for node in body:
        if (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) or isinstance(node, _NO_CODE):
            continue
        decorators = getattr(node, "decorator_list", [])
        return decorators[0].lineno if decorators else node.lineno
    return 0


def _is_main_guard(head: ast.expr) -> bool:
    return isinstance(head, ast.Compare) and isinstance(head.left, ast.Name) and head.left.id == "__name__"
