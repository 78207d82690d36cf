"""Counts the checks that a suite reaches, and those that fail.

A case that passes without a check, where the reference reached some, is none; nor is one in which a check failed and
something of the program's swallowed what it raised: a callback's caller, or a context manager.
"""

from __future__ import annotations

import ast
from typing import Any

NOTE, FAILED = "__kodenv_check__", "__kodenv_failed__"
_RAISES = ("raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns")


class Checks:
    """How many checks were reached, and how many failed, since somebody asked."""

    __slots__ = ("failed", "seen")

    def __init__(self) -> None:
        """Begin at none."""
        self.seen = self.failed = 0

    def note(self) -> None:
        """Count one; called by the compiled suite."""
        self.seen += 1

    def fail(self) -> None:
        """Count one that failed; called by the compiled suite."""
        self.failed += 1

    def put_into(self, names: dict[str, Any]) -> None:
        """Let what the compiled suite calls be found among its names."""
        names[NOTE], names[FAILED] = self.note, self.fail

    def take(self) -> str:
        """Return the number that was reached, with a mark behind it if one of them failed, and begin again."""
        said = f"{self.seen}{SWALLOWED if self.failed else ''}"
        self.seen = self.failed = 0
        return said


SWALLOWED = "!"


def note_checks(tree: ast.Module) -> ast.Module:
    """Have every statement of a suite that checks something call ``NOTE``, and ``FAILED`` if it does not hold."""
    _Noting().visit(tree)
    return tree


class _Noting(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> Any:
        return [_call(NOTE, node), _watched(node)]

    def visit_Expr(self, node: ast.Expr) -> Any:
        return [_call(NOTE, node), _watched(node)] if _name(node.value).startswith("assert") else node

    def visit_With(self, node: ast.With) -> Any:
        self.generic_visit(node)
        return [_call(NOTE, node), node] if any(_name(item.context_expr) in _RAISES for item in node.items) else node


def _call(name: str, node: ast.stmt) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(name, ast.Load()), [], []))
    for part in (call, call.value, call.value.func):  # type: ignore[attr-defined]
        ast.copy_location(part, node)
    return call


def _watched(node: ast.stmt) -> ast.stmt:
    # whatever is raised: the name AssertionError may stand for something else by then
    handler = ast.ExceptHandler(None, None, [_call(FAILED, node), ast.Raise()])
    watched = ast.Try([node], [handler], [], [])
    for part in (watched, handler, handler.body[1]):
        ast.copy_location(part, node)
    return watched


def _name(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
