"""A program's text by the places of its syntax tree: what is changed there, and nothing else."""

import ast
from dataclasses import dataclass

SIMPLE = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)


@dataclass(frozen=True, slots=True)
class Splice:
    """A change of a text: the bytes from ``start`` to ``end`` become ``new``. ``kind`` says what sort of slip it is."""

    kind: str
    start: int
    end: int
    new: str


class ProgramText:
    """A program's text, found by the lines and columns of its syntax tree (which are in bytes)."""

    def __init__(self, source: str) -> None:
        """Take a text that parses."""
        self.data = source.encode("utf-8", "surrogatepass")
        self._starts = [0]
        for line in self.data.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr) -> str:
        """Return a node's text, in brackets where what follows could bind tighter."""
        start, end = self.span(node)
        text = self.data[start:end].decode("utf-8", "surrogatepass")
        return text if isinstance(node, SIMPLE) else f"({text})"

    def between(self, left: ast.expr, right: ast.expr, token: str) -> tuple[int, int]:
        """Return where a token stands between two nodes.

        Raises:
            ValueError: If it does not.
        """
        place = self.data.index(token.encode(), self.span(left)[1], self.span(right)[0])
        return place, place + len(token)

    def line_of(self, place: int) -> int:
        """Return the line, from 1, that a place is in."""
        return self.data.count(b"\n", 0, place) + 1

    def spliced(self, change: Splice) -> str:
        """Return the whole text with one change."""
        new = change.new.encode("utf-8", "surrogatepass")
        return (self.data[: change.start] + new + self.data[change.end :]).decode("utf-8", "surrogatepass")
