"""Counts the checks that a suite reaches: a case that passes without one, where the reference reached some, is none."""

from __future__ import annotations

import ast
from typing import Any

NOTE = "__kodenv_check__"
_RAISES = ("raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns")


class Checks:
    """How many checks were reached since somebody asked."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        """Begin at none."""
        self.seen = 0

    def note(self) -> None:
        """Count one; called by the compiled suite."""
        self.seen += 1

    def take(self) -> int:
        """Return the number and begin again."""
        seen, self.seen = self.seen, 0
        return seen


def note_checks(tree: ast.Module) -> ast.Module:
    """Put a call of ``NOTE`` before every statement of a suite that checks something, and return the suite."""
    _Noting().visit(tree)
    return tree


class _Noting(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> Any:
        return [_note(node), node]

    def visit_Expr(self, node: ast.Expr) -> Any:
        return [_note(node), node] if _name(node.value).startswith("assert") else node

    def visit_With(self, node: ast.With) -> Any:
        self.generic_visit(node)
        return [_note(node), node] if any(_name(item.context_expr) in _RAISES for item in node.items) else node


def _note(node: ast.stmt) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(NOTE, ast.Load()), [], []))
    for part in (call, call.value, call.value.func):  # type: ignore[attr-defined]
        ast.copy_location(part, node)
    return call


def _name(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
