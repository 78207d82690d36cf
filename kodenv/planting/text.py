"""A suite's text, with the places of its syntax nodes in bytes."""

import ast
from collections.abc import Sequence

from kodenv.planting.records import Edit

Located = ast.expr | ast.stmt | ast.excepthandler


class SuiteText:
    """A text that ``ast`` has parsed; its places are offsets in UTF-8, as those of ``ast`` are."""

    def __init__(self, text: str) -> None:
        """Take the text; its line ends must be plain."""
        self.bytes = text.encode()
        self._starts = [0]
        for line in self.bytes.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: Located) -> tuple[int, int]:
        """Return where a node begins and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def slice(self, node: Located) -> str:
        """Return a node's text."""
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def line_of(self, place: int) -> int:
        """Return the number of the line of a place."""
        return self.bytes.count(b"\n", 0, place) + 1

    def lines_of(self, first: ast.stmt, last: ast.stmt) -> tuple[int, int] | None:
        """Return the whole lines of statements that follow each other, or None if others share those lines."""
        decorators: Sequence[ast.expr] = getattr(first, "decorator_list", ())
        assert last.end_lineno is not None and last.end_col_offset is not None
        begin = self._starts[min([first.lineno, *(one.lineno for one in decorators)]) - 1]
        end = self._starts[last.end_lineno]
        before = self.bytes[begin : self._starts[first.lineno - 1] + first.col_offset]
        after = self.bytes[self._starts[last.end_lineno - 1] + last.end_col_offset : end]
        if (not decorators and before.strip()) or after.strip()[:1] not in (b"", b"#"):
            return None
        return begin, min(end, len(self.bytes))

    def apply(self, start: int, end: int, edits: Sequence[Edit]) -> str:
        """Return a part of the text with changes in it."""
        parts, at = [], start
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            parts += [self.bytes[at : edit.start], edit.text.encode()]
            at = edit.end
        return b"".join([*parts, self.bytes[at:end]]).decode()
