"""A task's suite in the form that a grader takes: a pytest file, a script of asserts, calls with expected values.

A form says all that the suite says or there is none: a grader with half the checks would be fooled by half a solution.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kodenv.auditing.corpus import Task

_CONSTANT_NAMES = frozenset({"list", "range", "tuple", "set", "dict", "str", "bytes", "float"})
PYTEST, ASSERTS, CALLS = "pytest", "assert", "calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One plain call of the entry point and what it must return, both as constant Python expressions."""

    arguments: str
    expected: str
    exact: bool = False


def as_pytest_file(task: Task) -> str | None:
    """Return the suite as a whole test file that imports from ``solution``; None for stdio."""
    if task.form == "stdio":
        return None
    if task.form == "pytest":
        return f"from solution import *\n{task.suite}"
    body = f"{task.suite}\n"
    if _defines_check(task.suite):
        return f"from solution import *\n{body}\n\ndef test_check():\n    check({task.entry_point})\n"
    indented = "".join(f"    {line}" for line in body.splitlines(keepends=True))
    return f"from solution import *\n\n\ndef test_asserts():\n{indented}"


def as_asserts(task: Task) -> str | None:
    """Return the suite as a script that runs after the program in its namespace; None where there is no such form."""
    if task.form == "assert":
        call = f"\ncheck({task.entry_point})\n" if _defines_check(task.suite) else ""
        return f"{task.suite}{call}"
    calls = plain_calls(task)
    if not calls:
        return None
    return "".join(
        f"assert {task.entry_point}({call.arguments}) {'is' if call.exact else '=='} {call.expected}\n"
        for call in calls
    )


def plain_calls(task: Task) -> list[Call]:
    """Return the suite as plain calls with constant arguments; empty where it checks anything else."""
    if task.form == "stdio" or task.entry_point is None:
        return []
    names = {task.entry_point, "candidate"} if _defines_check(task.suite) else {task.entry_point}
    try:
        return [_call_in(node, names) for node in _asserts_in(ast.parse(task.suite).body)]
    except _NotPlain:
        return []


class _NotPlain(Exception):
    """A suite that is more than plain calls."""


def _defines_check(suite: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in ast.parse(suite).body)


def _asserts_in(body: list[ast.stmt]) -> Iterator[ast.Assert]:
    for node in body:
        if isinstance(node, ast.Assert):
            yield node
        elif isinstance(node, ast.FunctionDef):
            for values in _parameters_of(node):
                for inner in _asserts_in(node.body):
                    yield _Substituting(values).visit(ast.parse(ast.unparse(inner)).body[0])
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not _is_docstring(node):
            raise _NotPlain


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _parameters_of(node: ast.FunctionDef) -> list[dict[str, ast.expr]]:
    """Return the values of a test's parameters, once per case."""
    names = {argument.arg for argument in node.args.args}
    if not node.decorator_list and (node.name == "check" or not names):
        return [{}]
    match node.decorator_list:
        case [ast.Call(func=ast.Attribute(attr="parametrize"), args=[given, ast.List(elts=rows)], keywords=[])]:
            values = [_row(_names_in(given), row) for row in rows]
            if all(value.keys() == names for value in values):
                return values
    raise _NotPlain


def _names_in(given: ast.expr) -> list[str]:
    try:
        value = ast.literal_eval(given)
    except ValueError:
        raise _NotPlain from None
    return [name.strip() for name in value.split(",")] if isinstance(value, str) else list(value)


def _row(names: list[str], row: ast.expr) -> dict[str, ast.expr]:
    if len(names) == 1:
        return {names[0]: row}
    if not isinstance(row, ast.Tuple | ast.List) or len(row.elts) != len(names):
        raise _NotPlain
    return dict(zip(names, row.elts, strict=True))


class _Substituting(ast.NodeTransformer):
    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._values.get(node.id, node)


def _call_in(node: ast.Assert, names: set[str]) -> Call:
    match node.test:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]), ops=[operator], comparators=[expected]
        ) if name in names and isinstance(operator, ast.Eq | ast.Is):
            if all(_is_constant(value) for value in (*arguments, expected)):
                return Call(
                    arguments=", ".join(ast.unparse(value) for value in arguments),
                    expected=ast.unparse(expected),
                    exact=isinstance(operator, ast.Is),
                )
    raise _NotPlain


def _is_constant(node: ast.expr) -> bool:
    """Whether an expression means the same wherever it stands."""
    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return names <= _CONSTANT_NAMES
