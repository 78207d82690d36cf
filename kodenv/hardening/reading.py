"""How a suite looks at the results of its function: whole, through a view such as ``set(...)``, or not by value."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kodenv.hardening.running import IDENTITY
from kodenv.records import Triplet
from kodenv.silence import parse_silently

_VIEWS = frozenset(
    ["bool", "dict", "float", "frozenset", "int", "len", "list", "max", "min", "repr", "round", "set", "sorted", "str",
     "sum", "tuple"]
)  # fmt: skip
_CLOSE = frozenset(["isclose", "allclose", "approx", "assertAlmostEqual", "assertAlmostEquals"])
_EQUAL = frozenset(["assertEqual", "assertEquals", "assertListEqual", "assertDictEqual", "assertTupleEqual",
                    "assertSetEqual", "assertIs", "assertCountEqual"])  # fmt: skip
_TRUTH = frozenset(["assertTrue", "assertFalse"])
_LOOSE = "loose"
# What a question says that takes any of several answers; "any" alone says nothing.
_SEVERAL = re.compile(
    r"\breturn any\b|\bany (?:one )?of (?:them|these|those|the (?:possible|valid|correct))\b"
    r"|\bany (?:valid|possible|correct|such) (?:answer|solution|output|result)",
    re.IGNORECASE,
)
_TRUTH_VIEW = "lambda result: bool(result)"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a suite checks.

    Attributes:
        entry_point: The function that is called.
        view: Source of the function that results go through.
        view_text: The view as an expression around ``{}``.
        calls_check: Whether the suite only defines ``check`` (HumanEval), which the judge then calls.
        why_not: Why nothing can be added to the suite; empty where something can.
    """

    entry_point: str = ""
    view: str = IDENTITY
    view_text: str = "{}"
    calls_check: bool = False
    why_not: str = ""


def read_suite(triplet: Triplet) -> Reading:
    """Return how the suite of a ``pytest`` or ``assert`` triplet checks its function."""
    try:
        suite, solution = parse_silently(triplet.test), parse_silently(triplet.solution)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Reading(why_not="the suite or the solution does not parse")
    defined = [one.name for one in solution.body if isinstance(one, _FUNCTIONS)]
    calls = [node.func for node in ast.walk(suite) if isinstance(node, ast.Call)]
    named = Counter(called.id for called in calls if isinstance(called, ast.Name))
    entry = triplet.entry_point or max(defined, key=lambda name: named[name], default="")
    if entry not in defined:
        return Reading(why_not="the entry point is no function of the solution's")
    if any(isinstance(one, ast.AsyncFunctionDef) and one.name == entry for one in solution.body):
        return Reading(entry_point=entry, why_not="the entry point is a coroutine")
    checkers = [one for one in suite.body if isinstance(one, ast.FunctionDef) and one.name == "check"]
    calls_check = triplet.test_format == "assert" and bool(checkers) and "check" not in named
    names = {entry, *(one.args.args[0].arg for one in checkers if one.args.args), *_aliases(suite, entry)}
    views = Counter(view for check in _checks(suite) if (view := _view_of(check, names)) is not None)
    if not views:
        return Reading(entry_point=entry, why_not="no check of the suite looks at a result of the entry point")
    loose = views.pop(_LOOSE, 0)
    if loose > sum(views.values()):
        return Reading(entry_point=entry, why_not="the suite does not compare results: there may be several right ones")
    if _SEVERAL.search(triplet.question):
        return Reading(entry_point=entry, why_not="the question allows several right answers")
    text = min(views, key=lambda view: (-views[view], view))
    return Reading(
        entry_point=entry, view=f"lambda result: {text.format('result')}", view_text=text, calls_check=calls_check
    )


def stated_calls(question: str, entry_point: str) -> list[str]:
    """Return the sources of the calls ``entry_point(...)`` that a question shows, with literal arguments."""
    found = []
    for match in re.finditer(rf"\b{re.escape(entry_point)}\(", question):
        text = question[match.start() : match.start() + 600]
        for end in (at for at, letter in enumerate(text) if letter == ")"):
            try:
                node = parse_silently(text[: end + 1]).body[0]
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and (node.value.args or node.value.keywords)
            ):
                found.append(text[: end + 1])
            break
    return found


def _aliases(suite: ast.Module, entry: str) -> set[str]:
    return {
        alias.asname
        for node in ast.walk(suite)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == entry and alias.asname
    }


def _checks(suite: ast.Module) -> Iterator[ast.expr | ast.Call]:
    """Yield the checked expressions, results that were given a name put in their place."""
    for scope in [suite, *(node for node in ast.walk(suite) if isinstance(node, _FUNCTIONS))]:
        given: dict[str, ast.expr] = {}
        for node in _own_nodes(scope):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                given[node.targets[0].id] = node.value
            elif isinstance(node, ast.Assert):
                yield _Put(given).visit(ast.parse(ast.unparse(node.test), mode="eval").body)
            elif (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and _called(node.value) in _EQUAL | _TRUTH | _CLOSE
            ):
                yield _Put(given).visit(ast.parse(ast.unparse(node.value), mode="eval").body)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            yield child
            yield from _own_nodes(child)


class _Put(ast.NodeTransformer):
    def __init__(self, given: dict[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.given.get(node.id, node)


def _called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def _is_entry(node: ast.AST, names: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return (isinstance(node.func, ast.Name) and node.func.id in names) or (
        isinstance(node.func, ast.Attribute) and node.func.attr in names and isinstance(node.func.value, ast.Name)
    )


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(_is_entry(one, names) for one in ast.walk(node))


def _view_of(check: ast.expr, names: set[str]) -> str | None:
    """Return the view that a check takes; None where it does not look at a result, ``loose`` where not by value."""
    if not _mentions(check, names):
        return None
    if isinstance(check, ast.UnaryOp) and isinstance(check.op, ast.Not):
        check = check.operand
    if _is_entry(check, names):
        return "bool({})"
    if isinstance(check, ast.Compare) and len(check.ops) == 1:
        return _compared(check, names)
    if isinstance(check, ast.Call):
        name = _called(check)
        if name in _EQUAL | _CLOSE | _TRUTH:
            for one in check.args:
                if _mentions(one, names):
                    view = _around(one, names) if name not in _TRUTH or _is_entry(one, names) else _view_of(one, names)
                    return "bool({})" if name in _TRUTH and view == "{}" else view
        if name in ("all", "any") and check.args:
            return _LOOSE
    return _LOOSE


def _compared(check: ast.Compare, names: set[str]) -> str:
    left, right, op = check.left, check.comparators[0], check.ops[0]
    if isinstance(op, ast.Eq | ast.Is | ast.IsNot | ast.NotEq):
        if _mentions(left, names) and _mentions(right, names):
            return _LOOSE
        return _around(left if _mentions(left, names) else right, names)
    if isinstance(op, ast.Lt | ast.LtE) and isinstance(left, ast.Call) and _called(left) in ("abs", "fabs"):
        inside = left.args[0] if left.args else left
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Sub):
            return _around(inside.left if _mentions(inside.left, names) else inside.right, names)
    return _LOOSE


def _around(node: ast.expr, names: set[str]) -> str:
    """Return what stands around the call: ``{}``, or calls of builtins such as ``sorted({})``."""
    if _is_entry(node, names):
        return "{}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _VIEWS and node.args:
        others = [*node.args[1:], *(one.value for one in node.keywords)]
        if all(isinstance(one, ast.Constant) for one in others):
            inner = _around(node.args[0], names)
            if inner == _LOOSE:
                return _LOOSE
            more = [ast.unparse(one) for one in node.args[1:]]
            more += [f"{one.arg}={ast.unparse(one.value)}" for one in node.keywords]
            return f"{node.func.id}({', '.join([inner, *more])})"
    return _LOOSE
