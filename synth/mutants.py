"""Small wrong versions of a program: one operator, constant or statement changed in the text.

Changes are spliced into the source, so that a mutant keeps the layout of the program it comes from
and is the same text under every Python version.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARE = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
_EQUAL = {ast.Eq: ("==", "!="), ast.NotEq: ("!=", "==")}
_ARITHMETIC = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.Mod: ("%", "//")}
_SWAPPED_CALLS = {"max": "min", "min": "max"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A changed program: ``kind`` of the change, the line it is in, and the whole new text."""

    kind: str
    line: int
    source: str


def mutate(source: str) -> Iterator[Mutant]:
    """Yield the mutants of a program in the order of its syntax tree."""
    text = _Text(source)
    for node in ast.walk(ast.parse(source)):
        for kind, start, end, new in _changes(node, text):
            yield Mutant(kind=kind, line=source.count("\n", 0, start) + 1, source=source[:start] + new + source[end:])


@dataclass(frozen=True, slots=True)
class _Text:
    source: str

    def at(self, line: int, column: int) -> int:
        lines = self.source.split("\n")
        before = lines[line - 1].encode()[:column].decode()
        return sum(len(text) + 1 for text in lines[: line - 1]) + len(before)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def between(self, left: ast.expr, right: ast.expr, token: str) -> tuple[int, int]:
        start, end = self.span(left)[1], self.span(right)[0]
        place = self.source.index(token, start, end)
        return place, place + len(token)


_Change = tuple[str, int, int, str]


def _changes(node: ast.AST, text: _Text) -> Iterator[_Change]:
    if isinstance(node, ast.Compare):
        yield from _compare(node, text)
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        old, new = _ARITHMETIC[type(node.op)]
        yield ("arithmetic", *text.between(node.left, node.right, old), new)
    elif isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        yield ("logic", *text.between(node.values[0], node.values[1], old), new)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield ("constant", *text.span(node), str(node.value + 1))
        if node.value > 0:
            yield ("constant", *text.span(node), str(node.value - 1))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SWAPPED_CALLS:
        yield ("extreme", *text.span(node.func), _SWAPPED_CALLS[node.func.id])
    elif (isinstance(node, ast.If) and not node.orelse) or isinstance(node, ast.AugAssign | ast.Continue | ast.Break):
        yield ("missing", *text.span(node), "pass")


def _compare(node: ast.Compare, text: _Text) -> Iterator[_Change]:
    left = node.left
    for op, right in zip(node.ops, node.comparators, strict=True):
        for kind, table in (("boundary", _COMPARE), ("equality", _EQUAL)):
            if type(op) in table:
                old, new = table[type(op)]
                yield (kind, *text.between(left, right, old), new)
        left = right
