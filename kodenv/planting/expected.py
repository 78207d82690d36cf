"""Changes of what a check expects, so that what held no longer does."""

import ast
from collections.abc import Collection, Iterator, Sequence

from kodenv.planting.bindings import Bindings, arguments, is_literal, leaves, name_of
from kodenv.planting.records import VALUE, Change, Edit
from kodenv.planting.text import SuiteText
from kodenv.planting.values import shifted, wrong_type, wrong_values

_NUMBERS = frozenset({"sum", "len", "max", "min", "factorial", "gcd", "lcm", "comb", "perm", "isqrt"})
_SEQUENCES = frozenset({"sorted", "join", "upper", "lower", "split", "bin", "hex", "dumps", "strftime"})
_SIMPLE = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)
_TOLERANCE = 1.0
_LEAST_CONTAINED = 3  # characters; a shorter text may stand anywhere


class Expected:
    """Reads what one test expects."""

    def __init__(self, text: SuiteText, bindings: Bindings, outer: Bindings, tested: Collection[str]) -> None:
        """Take the suite, what names stand for in the test and outside of it, and what the program defines."""
        self.text, self.bindings, self.outer, self.tested = text, bindings, outer, tested

    def of_sides(self, sides: Sequence[ast.expr]) -> list[Change]:
        """Return the changes of the side that is expected: the one made of literals, else one that has some."""
        plain = [side for side in sides if is_literal(side, self.bindings)]
        found = [] if plain else self._of_call(sides[0])
        for side in plain or sides:
            found = found or self.of_leaves(leaves(side, self.bindings))
        found = found or [change for side in sides for change in self._of_computed(side)][:1]
        return found or self._of_given(sides[0])

    def of_distance(self, node: ast.expr, tolerance: ast.expr) -> list[Change]:
        """Return the changes of ``abs(value - expected)`` and its like, which is compared with a tolerance."""
        inner, is_absolute = node, False
        if isinstance(node, ast.Call) and name_of(node.func) in ("abs", "fabs") and len(node.args) == 1:
            inner, is_absolute = node.args[0], True
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            if is_absolute:
                return self.of_sides([inner.right, inner.left])
            if is_literal(inner.right, {}) and not is_literal(inner.left, {}):
                return [_only(one, 0) for one in self.of_leaves([inner.right])]  # the smaller one
        small = isinstance(tolerance, ast.Constant) and isinstance(tolerance.value, float)
        if is_absolute and isinstance(inner, _SIMPLE) and small and tolerance.value < _TOLERANCE:  # type: ignore[attr-defined]
            return self._behind(inner, (" - 1.0", " + 1.0"))
        return []

    def of_leaves(self, nodes: Sequence[ast.expr]) -> list[Change]:
        """Return the changes of the middle, the last and the first of the constants that make up a value."""
        found = []
        for place in dict.fromkeys((len(nodes) // 2, len(nodes) - 1, 0)):
            if 0 <= place < len(nodes):
                found += self.of_constant(nodes[place])
        return found

    def of_constant(self, node: ast.expr) -> list[Change]:
        """Return the change of one constant, or nothing."""
        return self.replaced(node, wrong_values(node, self.text.slice(node)))

    def of_type(self, node: ast.expr) -> list[Change]:
        """Return the change of a type by its name, or nothing."""
        if isinstance(node, ast.Tuple):
            return []
        options = wrong_type(name_of(node))
        start, end = self.text.span(node)
        return self.at(end - len(name_of(node)) if options else start, end, options)

    def of_part(self, part: ast.expr) -> list[Change]:
        """Return the change of a text that has to stand in another."""
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str | bytes)
            and len(part.value) >= _LEAST_CONTAINED
        ):
            return self.of_constant(part)
        return []

    def of_choice(self, choice: ast.expr) -> list[Change]:
        """Return the change of a literal one of whose elements the value has to be: of all of them."""
        elements = choice.elts if isinstance(choice, ast.List | ast.Tuple | ast.Set) else []
        edits = [
            tuple(self._edit(element, written) for element, written in zip(elements, texts, strict=True))
            for texts in shifted(elements)
        ]
        return [Change(kind=VALUE, options=tuple(edits))] if edits else []

    def of_bounds(self, low: ast.expr, high: ast.expr) -> list[Change]:
        """Return the changes of ``low < value < high`` to what lies beside it."""
        match low, high:
            case ast.Constant(value=int() | float() as least), ast.Constant(value=int() | float() as most) if (
                least < most
            ):
                span = most - least
                edits = [
                    (self._edit(low, repr(least + step)), self._edit(high, repr(most + step)))
                    for step in (span, -span)
                    if least + span == most
                ]
                return [Change(kind=VALUE, options=tuple(edits))] if edits else []
        return []

    def of_loop(self, loop: ast.stmt) -> list[Change]:
        """Return the change of a loop over inputs and results to one over inputs and the results of others."""
        match loop:
            case ast.For(iter=source):
                for one in ast.walk(source):
                    if isinstance(one, ast.Call) and name_of(one.func) == "zip" and len(one.args) > 1:
                        return (
                            self._behind(one.args[-1], ("[1:]", "[::-1]")) if isinstance(one.args[-1], ast.Name) else []
                        )
        return []

    def replaced(self, node: ast.expr, options: Sequence[str]) -> list[Change]:
        """Return the change of an expression to each of the texts."""
        return self.at(*self.text.span(node), options)

    def _edit(self, node: ast.expr, text: str) -> Edit:
        start, end = self.text.span(node)
        return Edit(start=start, end=end, text=text)

    def at(self, start: int, end: int, options: Sequence[str]) -> list[Change]:
        """Return the change of a place to each of the texts."""
        edits = tuple((Edit(start=start, end=end, text=one),) for one in options)
        return [Change(kind=VALUE, options=edits)] if edits else []

    def _behind(self, node: ast.expr, more: Sequence[str]) -> list[Change]:
        end = self.text.span(node)[1]
        return self.at(end, end, more)

    def _of_call(self, side: ast.expr) -> list[Change]:
        """Return the change of an argument of a call that is not of the program's: its value is what is expected."""
        if isinstance(side, ast.Call) and isinstance(side.func, ast.Name | ast.Attribute):
            given = arguments(side)
            if given and name_of(side.func) not in self.tested and all(is_literal(one, {}) for one in given):
                return self.of_leaves([leaf for one in given for leaf in leaves(one, {})])
        return []

    def _of_given(self, side: ast.expr) -> list[Change]:
        """Return the change of what the program itself is given to make the expected object of."""
        given = arguments(side) if isinstance(side, ast.Call) else []
        found = self.of_leaves([leaf for one in given for leaf in leaves(one, self.bindings)])
        return found or [change for one in given for change in self._behind_text(one)][:1]

    def _behind_text(self, node: ast.expr) -> list[Change]:
        """Return the change of a sequence that is no literal to all but its first or last element."""
        return self._behind(node, ("[1:]", "[:-1]")) if isinstance(node, ast.Subscript) else []

    def _of_computed(self, side: ast.expr) -> Iterator[Change]:
        """Yield the change of an expected value that the test computes, where its type is plain from the text."""
        bound = isinstance(side, ast.Name) and self.bindings.get(side.id, ())
        for node in bound or [side]:
            name = name_of(node.func) if isinstance(node, ast.Call) else ""
            if name in _NUMBERS | _SEQUENCES or isinstance(node, ast.ListComp):
                yield from self._behind(node, (" + 1", " - 1") if name in _NUMBERS else ("[1:]", "[:-1]"))
        if isinstance(side, ast.Name) and not bound:
            values = self.outer.get(side.id, ())
            if values and all(_is_number(one) for one in values):
                yield from self._behind(side, (" + 1", " - 1"))
            elif values and all(_is_sequence(one) for one in values):
                yield from self._behind(side, ("[1:]", "[:-1]"))


def _only(change: Change, option: int) -> Change:
    return Change(kind=change.kind, options=(change.options[option],))


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _is_sequence(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.List | ast.Tuple)
