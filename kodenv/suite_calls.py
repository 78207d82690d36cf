"""The calls that a suite makes of the solution, what it expects of them, and which of them a text shows."""

import ast
import contextlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kodenv.silence import parse_silently
from kodenv.syntax import identifiers, top_level

_EQUAL = frozenset(
    {"assertEqual", "assertEquals", "assertListEqual", "assertDictEqual", "assertTupleEqual", "assertIs"}
)
_TRUTH = {"assertTrue": True, "assertFalse": False}
_ASSERTS = re.compile(r"assert[A-Z]\w*|fail[A-Z]\w*")
# Wrappers that leave what they wrap readable: the call's value is compared as it is.
_APPROX = frozenset({"approx"})
# ast.unparse takes several frames a level, and Python has a thousand.
_MOST_LEVELS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertedCall:
    """A call of a tested name inside an assertion.

    Attributes:
        function: The test function it stands in; empty at module level.
        name: The tested name.
        text: The call, as ``ast.unparse`` writes it.
        node: Its syntax.
        expected: What the assertion compares it with, where that is its whole claim.
    """

    function: str
    name: str
    text: str
    node: ast.Call
    expected: ast.expr | None = None


def tested_functions(test: str, solution: str) -> frozenset[str]:
    """Return the functions that a suite takes from the solution: those it imports, else those it names.

    Classes are left out: a call that makes an object gives nothing away.
    """
    defined = top_level(solution)
    imported = names_from_solution(parse_or_none(test))
    return (imported or (defined.defined & identifiers(test))) - defined.classes


def names_from_solution(tree: ast.Module | None) -> frozenset[str]:
    """Return the names that a suite imports from the solution, at any place."""
    found: set[str] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.ImportFrom) and node.module == "solution":
            found.update(alias.name for alias in node.names if alias.name != "*")
    return frozenset(found)


def asserted_calls(test: str, names: Collection[str]) -> list[AssertedCall]:
    """Return the calls of the names that assertions of the suite make, in the order they are written.

    Counted are the outermost calls inside ``assert``, ``self.assert...`` and the body of ``raises``; a name that is
    assigned from a call just before and then asserted stands for that call, and one bound to a constant for it.
    """
    tree = parse_or_none(test)
    if tree is None:
        return []
    found: list[AssertedCall] = []
    for function, body in _bodies(tree):
        with contextlib.suppress(ValueError):  # integers of more digits than Python writes
            found.extend(_Reader(function, frozenset(names)).read(body))
    return found


def parse_or_none(source: str) -> ast.Module | None:
    """Return the syntax tree of a module, or None if it is none or nests so deep that code on trees would fail."""
    try:
        tree = parse_silently(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree if _is_shallow(tree) else None


def _is_shallow(tree: ast.AST) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(_MOST_LEVELS):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return True
    return False


def shown_calls(text: str, calls: Collection[AssertedCall]) -> list[AssertedCall]:
    """Return the calls that stand in a text, whatever its spacing and quotes."""
    flat = _flat(text)
    return [call for call in calls if _stands_in(_flat(call.text), flat)]


def share_shown(text: str, calls: Collection[AssertedCall]) -> float:
    """Return the share of the different calls that stand in a text; 0 where there are none."""
    different = {call.text: call for call in calls}
    return len(shown_calls(text, list(different.values()))) / len(different) if different else 0.0


def _flat(text: str) -> str:
    """Return the text with one kind of quotes, and blanks only where they part two words."""
    return re.sub(r"(?<!\w)\s+|\s+(?!\w)", "", re.sub(r"(?<=\w)\s+(?=\w)", " ", text)).replace('"', "'")


def _stands_in(call: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(call)}", text) is not None


def _bodies(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield the module's own statements, then each function's, nested ones as part of the outer one."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    yield "", [node for node in tree.body if not isinstance(node, scopes)]
    for node in tree.body:
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                yield inner.name, inner.body


class _Reader:
    """Reads one function: assertions, and the assignments before them."""

    def __init__(self, function: str, names: frozenset[str]) -> None:
        self._function = function
        self._names = names
        self._bound: dict[str, ast.expr] = {}

    def read(self, body: list[ast.stmt]) -> Iterator[AssertedCall]:
        for statement in body:
            yield from self._read(statement)

    def _read(self, statement: ast.stmt) -> Iterator[AssertedCall]:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._bound.pop(name, None)
                if _is_constant(value) or self._is_call(value):
                    self._bound[name] = self._filled(value)
            case ast.AugAssign(target=ast.Name(id=name)):
                self._bound.pop(name, None)
            case ast.Assert(test=claim):
                yield from self._claim(claim)
            case ast.Expr(value=ast.Call() as call):
                yield from self._method(call)
            case ast.With(items=items, body=body) if any("aises" in ast.unparse(i.context_expr) for i in items):
                for inner in body:
                    yield from self._calls(inner, None)
            case ast.For() | ast.While() | ast.With() | ast.If() | ast.Try():
                # What a loop binds changes from round to round.
                self._bound.clear()
                for block in ("body", "orelse", "finalbody"):
                    yield from self.read(getattr(statement, block, []))

    def _claim(self, claim: ast.expr) -> Iterator[AssertedCall]:
        match claim:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]):
                yield from self._compared(left, right)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                yield from self._calls(claim, ast.Constant(False) if self._value_call(inner) else None)
            case _:
                yield from self._calls(claim, ast.Constant(True) if self._value_call(claim) else None)

    def _method(self, call: ast.Call) -> Iterator[AssertedCall]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in _EQUAL and len(call.args) >= 2:
            yield from self._compared(call.args[0], call.args[1])
        elif name in _TRUTH and call.args:
            yield from self._calls(call, ast.Constant(_TRUTH[name]) if self._value_call(call.args[0]) else None)
        elif _ASSERTS.fullmatch(name):
            yield from self._calls(call, None)

    def _compared(self, left: ast.expr, right: ast.expr) -> Iterator[AssertedCall]:
        if self._value_call(left) and not self._holds_call(right):
            yield from self._calls(left, self._filled(right))
        elif self._value_call(right) and not self._holds_call(left):
            yield from self._calls(right, self._filled(left))
        else:
            yield from self._calls(left, None)
            yield from self._calls(right, None)

    def _calls(self, node: ast.AST, expected: ast.expr | None) -> Iterator[AssertedCall]:
        """Yield the outermost calls of tested names below a node."""
        if isinstance(node, ast.Name) and node.id in self._bound and self._is_call(self._bound[node.id]):
            node = self._bound[node.id]
        if self._is_call(node):
            assert isinstance(node, ast.Call)
            filled = self._filled(node)
            assert isinstance(filled, ast.Call)
            yield AssertedCall(
                function=self._function,
                name=ast.unparse(node.func),
                text=ast.unparse(filled),
                node=filled,
                expected=expected,
            )
            return
        for child in ast.iter_child_nodes(node):
            yield from self._calls(child, expected)

    def _is_call(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self._names

    def _value_call(self, node: ast.expr) -> bool:
        """Tell whether an expression is a tested call itself, or a name that stands for one."""
        if isinstance(node, ast.Name):
            node = self._bound.get(node.id, node)
        return self._is_call(node)

    def _holds_call(self, node: ast.expr) -> bool:
        return any(self._value_call(one) for one in ast.walk(node) if isinstance(one, ast.expr))

    def _filled(self, node: ast.expr) -> ast.expr:
        """Return the expression with constants in the place of the names that are bound to them."""
        return _Fill(self._bound).visit(ast.parse(ast.unparse(node), mode="eval").body)  # type: ignore[no-any-return]


class _Fill(ast.NodeTransformer):
    """Puts constants in the place of names."""

    def __init__(self, bound: dict[str, ast.expr]) -> None:
        self._bound = bound

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._bound.get(node.id)
        return value if value is not None and _is_constant(value) else node


def _is_constant(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def approx_value(node: ast.expr) -> ast.expr:
    """Return the number inside ``pytest.approx(number)``, or the expression itself."""
    if isinstance(node, ast.Call) and node.args:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _APPROX:
            return node.args[0]
    return node
