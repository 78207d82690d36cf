"""The checks of a test that are surely reached, and how each can be changed so that what held no longer does."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from kodenv.planting.bindings import computed_names, name_of
from kodenv.planting.calls import Calls
from kodenv.planting.conditions import Conditions
from kodenv.planting.expected import Expected
from kodenv.planting.records import NEGATED, RAISES, Change, Edit
from kodenv.planting.values import wrong_exceptions

_OPPOSITE = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
_OPPOSITE_METHODS = [
    ("assertEqual", "assertNotEqual"),
    ("assertTrue", "assertFalse"),
    ("assertIs", "assertIsNot"),
    ("assertIsNone", "assertIsNotNone"),
    ("assertIn", "assertNotIn"),
    ("assertIsInstance", "assertNotIsInstance"),
    ("assertAlmostEqual", "assertNotAlmostEqual"),
    ("assertGreater", "assertLessEqual"),
    ("assertLess", "assertGreaterEqual"),
    ("assertRegex", "assertNotRegex"),
]
_OTHER_METHOD = {**dict(_OPPOSITE_METHODS), **{b: a for a, b in _OPPOSITE_METHODS}}
_STEADY = frozenset({"range", "enumerate", "zip", "items", "keys", "values", "reversed", "sorted", "list", "len"})
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
# what differs from run to run for a right program too
_UNSURE = re.compile(r"time|elapsed|duration|perf_counter|monotonic|now\(|today\(", re.I)
_NO_PARENTHESES = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)


class Checks:
    """Reads the checks of one test."""

    def __init__(self, expected: Expected, helpers: Collection[str]) -> None:
        """Take the reader of what the test expects, and the suite's own functions that check something."""
        self.text, self.conditions = expected.text, Conditions(expected)
        self.calls = Calls(self.conditions, helpers)
        self.computed: set[str] = set()

    def of_body(self, body: Sequence[ast.stmt]) -> list[list[Change]]:
        """Return the changes of each check that a test surely reaches."""
        self.computed = computed_names(body, _STEADY)
        return list(self._changes(body))

    def _changes(self, body: Iterable[ast.stmt]) -> Iterator[list[Change]]:
        """Yield the changes of each check that these statements surely reach."""
        for statement in body:
            match statement:
                case ast.Assert(test=test):
                    yield self._of_assert(test)
                case ast.Expr(value=ast.Await(value=ast.Call() as call)) | ast.Expr(value=ast.Call() as call):
                    yield self._of_call(call)
                case ast.With(items=items, body=inner):
                    raising = [item.context_expr for item in items if _is_raises(item.context_expr)]
                    for context in raising:
                        yield self._of_raises(context)
                    if not raising:
                        yield from self._changes(inner)
                case ast.For(iter=source, body=inner) if self._is_steady(source):
                    yield from self._changes(inner)
                case ast.Try(body=inner, handlers=[]):
                    yield from self._changes(inner)

    def _is_steady(self, source: ast.expr) -> bool:
        """Return whether a loop runs whatever the program returned: an empty answer must not skip a changed check."""
        for node in ast.walk(source):
            if isinstance(node, ast.Call) and name_of(node.func) not in _STEADY:
                return False
            if isinstance(node, ast.Name) and node.id in self.computed:
                return False
            if isinstance(node, ast.Attribute) and node.attr not in _STEADY:
                return False
        return True

    def _of_assert(self, test: ast.expr) -> list[Change]:
        found = self.conditions.held(test)
        if not _UNSURE.search(self.text.slice(test)):
            found.append(self._negation(test))
        return found

    def _negation(self, test: ast.expr) -> Change:
        start, end = self.text.span(test)
        swapped = self._swap_operator(test) if isinstance(test, ast.Compare) and len(test.ops) == 1 else None
        if swapped is not None:
            edits: tuple[Edit, ...] = (swapped,)
        elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            blanks = re.match(rb"not[ \t]*", self.text.bytes[start:end])
            edits = (Edit(start=start, end=start + (blanks.end() if blanks else 3), text=""),)
        elif isinstance(test, _NO_PARENTHESES):
            edits = (Edit(start=start, end=start, text="not "),)
        else:
            edits = (Edit(start=start, end=start, text="not ("), Edit(start=end, end=end, text=")"))
        return Change(kind=NEGATED, options=(edits,))

    def _swap_operator(self, test: ast.Compare) -> Edit | None:
        pattern, other = _OPPOSITE[type(test.ops[0])]
        start, end = self.text.span(test.left)[1], self.text.span(test.comparators[0])[0]
        between = self.text.bytes[start:end].decode()
        found = re.search(pattern, between)
        if found is None or "#" in between:
            return None
        return Edit(start=start + found.start(), end=start + found.end(), text=other)

    def _of_call(self, call: ast.Call) -> list[Change]:
        name = name_of(call.func)
        if name in _RAISES:
            return self._of_raises(call)
        found = self.calls.of(call)
        if name in _OTHER_METHOD and not _UNSURE.search(self.text.slice(call)):
            end = self.text.span(call.func)[1]
            swapped = Edit(start=end - len(name), end=end, text=_OTHER_METHOD[name])
            found.append(Change(kind=NEGATED, options=((swapped,),)))
        return found

    def _of_raises(self, call: ast.expr) -> list[Change]:
        assert isinstance(call, ast.Call)
        if not call.args:
            return []
        start, end = self.text.span(call.args[0])
        options = wrong_exceptions(self.text.slice(call.args[0]))
        edits = tuple((Edit(start=start, end=end, text=one),) for one in options)
        return [Change(kind=RAISES, options=edits)] if edits else []


def tested_names(tree: ast.Module, entry_point: str | None) -> set[str]:
    """Return the names of functions that the program is asked for, as far as the text tells."""
    found = {"candidate", entry_point or ""}
    for one in tree.body:
        if isinstance(one, ast.ImportFrom) and one.module == "solution":
            found |= {name.asname or name.name for name in one.names}
    return found


def _is_raises(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func) in _RAISES


def checking_names(tree: ast.Module) -> set[str]:
    """Return the names of the suite's functions that check something themselves, its tests apart."""
    blocks = [one for one in tree.body if not isinstance(one, ast.Assign | ast.Expr | ast.Assert)]
    functions = [one for block in blocks for one in ast.walk(block) if isinstance(one, ast.FunctionDef)]
    return {one.name for one in functions if not one.name.startswith("test") and any(map(_checks, ast.walk(one)))}


def _checks(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and name_of(node.func).startswith("assert"))


def mentions(node: ast.AST, name: str) -> bool:
    """Return whether a name is read in a part of the suite."""
    return any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) for one in ast.walk(node))
