"""Scripts of asserts: split into steps, and run step by step in the program's namespace."""

from __future__ import annotations

import ast
import copy
from types import CodeType, ModuleType
from typing import Any

from kodenv.sandbox import variation
from kodenv.sandbox.cases.counting import Checks, note_checks
from kodenv.sandbox.cases.messages import (
    ERROR,
    PASSED,
    SUITE_FILE,
    Outcome,
    Report,
    Started,
    cut_before,
    describe,
    nobody_asks,
    status_of,
)

CHECK = "check"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
Steps = list[tuple["str | None", CodeType]]


def compile_assert(source: str, entry_point: str | None) -> Steps:
    """Split a script of asserts into steps: (case id, code), or (None, code) for set-up.

    Code whose name is ``check`` belongs to the body of HumanEval's ``check``: all of it shares one scope,
    which sees the program's names. The result can be marshalled.

    Raises:
        SyntaxError: If the script does not parse.
        ValueError: If it only defines ``check`` and there is no entry point to call it with.
    """
    body = ast.parse(source, SUITE_FILE).body
    checkers = [one for one in body if isinstance(one, ast.FunctionDef) and one.name == CHECK]
    if checkers and not any(_mentions(one, {CHECK}) for one in body if one not in checkers):
        call = _call_of(entry_point)
        if call is not None:
            body = [*body, call]
        elif not any(_mark_cases(body, _tainted(body))):
            raise ValueError("expected an entry_point, because the suite only defines check; give the row one")
    marked = _mark_cases(body, _tainted(body))
    if not any(marked):
        return [("script", _code(body, "<module>"))]
    if sum(marked) > 1 or not checkers or not _is_check_call(body[marked.index(True)]):
        return _number(body, marked, "<module>", "assert_")
    checker = checkers[-1]
    inner = _mark_cases(checker.body, _tainted([*body, *checker.body]))
    if len(checkers) > 1 or not any(inner) or not _is_flat(checker):
        return _number(body, marked, "<module>", CHECK)
    return _enter_check(body, checker, body[marked.index(True)]) + _number(checker.body, inner, CHECK, "assert_")


def _number(body: list[ast.stmt], marked: list[bool], name: str, prefix: str) -> Steps:
    """Return a step for every case and for what lies between; what follows the last case belongs to it."""
    last = max(index for index, is_case in enumerate(marked) if is_case)
    steps: Steps = []
    pending: list[ast.stmt] = []
    count = 0
    for index, statement in enumerate(body[: last + 1]):
        if not marked[index]:
            pending.append(statement)
            continue
        if pending:
            steps.append((None, _code(pending, name)))
            pending = []
        count += 1
        statements = body[last:] if index == last else [statement]
        steps.append((prefix if prefix == CHECK else f"{prefix}{count}", _code(statements, name)))
    return steps


def _enter_check(body: list[ast.stmt], checker: ast.FunctionDef, call: Any) -> Steps:
    """Return the script's set-up, and the step that binds the argument of ``check``."""
    target = ast.Name(checker.args.args[0].arg, ast.Store())
    bind = ast.Assign([target], call.value.args[0])
    ast.copy_location(bind, call)
    ast.copy_location(target, call)
    outer = [statement for statement in body if statement is not call]
    return [(None, _code(outer, "<module>")), (None, _code([bind], CHECK))]


def _code(statements: list[ast.stmt], name: str) -> CodeType:
    # what is noted inside a statement changes it, and it may be compiled in two places
    module = ast.Module([copy.deepcopy(one) if hasattr(one, "body") else one for one in statements], [])
    code: CodeType = compile(note_checks(module), SUITE_FILE, "exec", dont_inherit=True)
    return code if name == "<module>" else code.replace(co_name=name)


def _call_of(entry_point: str | None) -> ast.stmt | None:
    """Return the statement ``check(entry_point)``, or None without a usable entry point."""
    if entry_point is None or not all(part.isidentifier() for part in entry_point.split(".")):
        return None
    return ast.parse(f"{CHECK}({entry_point})", SUITE_FILE).body[0]


def _mark_cases(body: list[ast.stmt], tainted: set[str]) -> list[bool]:
    """Return for each statement whether it checks something."""
    return [not isinstance(one, _DEFINITIONS) and (_asserts(one) or _mentions(one, tainted)) for one in body]


def _tainted(body: list[ast.stmt]) -> set[str]:
    """Return the names of the functions and classes that check something, directly or through each other."""
    defined = [one for one in body if isinstance(one, _DEFINITIONS)]
    names = {one.name for one in defined if _asserts(one)}
    while True:
        more = {one.name for one in defined if one.name not in names and _mentions(one, names)}
        if not more:
            return names
        names |= more


def _asserts(statement: ast.AST) -> bool:
    """Return whether an assert, ``raise AssertionError`` or a call of some ``assert...`` stands in there."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and _name_of(node.func).startswith("assert"):
            return True
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if _name_of(raised) == "AssertionError":
                return True
    return False


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _mentions(statement: ast.AST, names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load)
        for node in ast.walk(statement)
    )


def _is_check_call(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == CHECK):
        return False
    return len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)


def _is_flat(checker: ast.FunctionDef) -> bool:
    """Return whether the body of ``check`` means the same when its statements run one by one in a module's scope."""
    given = checker.args
    others = (given.posonlyargs, given.kwonlyargs, given.vararg, given.kwarg, checker.decorator_list)
    if len(given.args) != 1 or any(others):
        return False
    if any(isinstance(node, (ast.Nonlocal, ast.Global)) for node in ast.walk(checker)):
        return False
    waiting: list[ast.AST] = list(checker.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom, ast.Await)):
            return False
        if not isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
    return True


def arranged(steps: Steps, first: list[str] | None) -> Steps:
    """Return the steps with the cases of these ids first, where nothing is set up between the cases."""
    if not first:
        return steps
    places = [place for place, (case_id, _) in enumerate(steps) if case_id is not None]
    if not places or places != list(range(places[0], len(steps))):
        return steps
    numbered = steps[places[0] :]
    return steps[: places[0]] + variation.arranged(numbered, [str(case_id) for case_id, _ in numbered], first)


def run_assert(
    steps: Steps,
    source: str,
    solution_module: ModuleType,
    report: Report,
    started: Started = nobody_asks,
    checks: Checks | None = None,
) -> None:
    """Run a script of asserts in the namespace of a loaded program.

    Args:
        steps: What :func:`compile_assert` returned.
        source: The suite's text, for messages.
        solution_module: The program.
        report: Called with (case id, status, message) as each case ends.
        started: Called with its id as each case starts.
        checks: Counts the checks that are reached.
    """
    names = solution_module.__dict__
    names["__name__"] = "__main__"
    (checks or Checks()).put_into(names)
    scope: dict[str, Any] | None = None
    broken = None
    for case_id, code in steps:
        outcome = None
        if case_id is not None:
            started(case_id)
        if broken is None:
            if code.co_name == CHECK and scope is None:
                scope = dict(names)
            outcome = _step(code, names if scope is None or code.co_name != CHECK else scope, source)
        if case_id is not None:
            report(case_id, *(outcome or (ERROR, broken or "")))
        elif outcome is not None and outcome[0] != PASSED:
            broken = cut_before(outcome[1], " (in the suite's set-up)")


def _step(code: CodeType, names: dict[str, Any], source: str) -> Outcome:
    try:
        exec(code, names)
    except BaseException as error:
        return status_of(error, (AssertionError,)), describe(error, source)
    return PASSED, ""
