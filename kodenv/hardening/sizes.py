"""Which arguments a program counts with: as an index, a size, a number of steps, or by its digits.

Below zero such a number has no meaning that all right programs share, though the reference may return something. The
reading errs on the careful side: what it does not know counts as counting.
"""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from kodenv.silence import parse_silently

_HARMLESS = frozenset(
    ["abs", "all", "any", "bool", "dict", "enumerate", "filter", "float", "isinstance", "len", "list", "map", "max",
     "min", "print", "reversed", "round", "set", "sorted", "sum", "tuple", "type", "zip", "append", "add", "count",
     "extend", "get", "index", "insert", "remove", "Counter", "update", "bisect_left", "bisect_right", "heappush"]
)  # fmt: skip
_COUNTING_OPERATORS = (ast.Pow, ast.LShift, ast.RShift)
_DIVIDING_OPERATORS = (ast.FloorDiv, ast.Mod, ast.Div)


@dataclass(frozen=True, slots=True)
class _Module:
    functions: dict[str, ast.FunctionDef]
    dividing: bool


def counting_arguments(solution: str, entry_point: str, *, dividing: bool = True) -> frozenset[int | str]:
    """Return the arguments that a function counts with, by place and by name.

    Args:
        solution: A program that parses.
        entry_point: A function at its top level.
        dividing: Whether to divide counts as counting; what only divides may be as large as it likes.
    """
    functions = {one.name: one for one in parse_silently(solution).body if isinstance(one, ast.FunctionDef)}
    entry = functions[entry_point]
    found: set[int | str] = set()
    for place, name in enumerate(_parameters(entry)):
        if _counts(entry, frozenset([name]), _Module(functions, dividing), ()):
            found |= {place, name}
    return frozenset(found)


def spans(solution: str, entry_point: str) -> frozenset[frozenset[int | str]]:
    """Return the pairs of arguments between which a function counts, by place and by name.

    Between two numbers it counts in ``range(a, b)`` and in ``x[a:b]``.
    """
    entry = next(
        one for one in parse_silently(solution).body if isinstance(one, ast.FunctionDef) and one.name == entry_point
    )
    names = _parameters(entry)
    reached = {name: _spread(entry, frozenset([name])) for name in names}
    found: set[frozenset[int | str]] = set()
    for node in ast.walk(entry):
        ends = node.args if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" else []
        if isinstance(node, ast.Slice):
            ends = [one for one in (node.lower, node.upper) if one is not None]
        held = [name for name in names if any(_has(one, reached[name]) for one in ends)]
        for one, other in itertools.combinations(held, 2):
            found |= {frozenset([one, other]), frozenset([names.index(one), names.index(other)])}
    return frozenset(found)


def _parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _counts(function: ast.FunctionDef, names: frozenset[str], module: "_Module", inside: tuple[str, ...]) -> bool:
    """Whether a function counts with what comes from some of its parameters."""
    names = _spread(function, names)
    for node in ast.walk(function):
        if isinstance(node, ast.While) and _has(node.test, names):
            return True
        if isinstance(node, ast.Subscript) and _has(node.slice, names):
            return True
        if isinstance(node, ast.BinOp) and _operator_counts(node, names, module.dividing):
            return True
        if isinstance(node, ast.AugAssign) and _operator_counts(
            ast.BinOp(node.target, node.op, node.value), names, module.dividing
        ):
            return True
        if isinstance(node, ast.Call) and _call_counts(node, names, module, (*inside, function.name)):
            return True
    return False


def _operator_counts(node: ast.BinOp, names: frozenset[str], dividing: bool) -> bool:
    if isinstance(node.op, _COUNTING_OPERATORS) or (dividing and isinstance(node.op, _DIVIDING_OPERATORS)):
        return _has(node.left, names) or _has(node.right, names)
    if isinstance(node.op, ast.Mult):  # a text or a list repeated
        repeated = (ast.List, ast.Tuple, ast.JoinedStr)
        sides = (node.left, node.right)
        texts = [
            one
            for one in sides
            if isinstance(one, repeated) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        ]
        return bool(texts) and any(_has(one, names) for one in sides)
    return False


def _call_counts(node: ast.Call, names: frozenset[str], module: "_Module", inside: tuple[str, ...]) -> bool:
    given = [*node.args, *(one.value for one in node.keywords)]
    if not any(_has(one, names) for one in given):
        return False
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if called in module.functions and isinstance(node.func, ast.Name):
        if called in inside or node.keywords:
            return True
        callee = module.functions[called]
        passed = [name for name, one in zip(_parameters(callee), node.args, strict=False) if _has(one, names)]
        return not passed or _counts(callee, frozenset(passed), module, inside)
    return called not in _HARMLESS


def _spread(function: ast.FunctionDef, names: frozenset[str]) -> frozenset[str]:
    """Return the names with those that are computed from them."""
    while True:
        more = {name for target, source in _bindings(function) if _has(source, names) for name in _names(target)}
        if more <= names:
            return names
        names |= more


def _bindings(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from ((target, node.value) for target in node.targets)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value is not None:
            yield node.target, node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield node.target, node.iter
        elif isinstance(node, ast.NamedExpr):
            yield node.target, node.value


def _names(target: ast.expr) -> set[str]:
    """Return the names that an assignment binds; what is put into a container is not followed."""
    if isinstance(target, ast.Tuple | ast.List):
        return {name for one in target.elts for name in _names(one)}
    return {target.id} if isinstance(target, ast.Name) else set()


def _has(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether a value comes from some names; a length does not."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return False
    if isinstance(node, ast.Name):
        return node.id in names
    return any(_has(one, names) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr | ast.comprehension))
