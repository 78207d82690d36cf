"""What can be known of a suite from its text: which runner it needs, its case ids, what it imports.

Nothing is executed. Where the text does not decide, the answer is the careful one: the real pytest as the
runner, and no ids (only a run of the reference solution can tell them then).
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kodenv.errors import DataError
from kodenv.sandbox import cases
from kodenv.silence import no_warnings, parse_silently
from kodenv.suite_ids import CaseIds
from kodenv.suite_parameters import UnknownIdsError
from kodenv.suite_uses import Uses
from kodenv.tree_nodes import nodes_of

_FILE_MODULES = frozenset({"subprocess", "runpy"})
_FILE_NAMES = frozenset(
    [
        "__file__",
        "getsource",
        "getsourcelines",
        "getsourcefile",
        "getfile",
        "reload",
        "run_path",
        "executable",
        "spec_from_file_location",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitePlan:
    """How a suite is to be run.

    Attributes:
        runner: ``small`` (our runner), ``pytest`` (needs the real one) or ``script`` (a script of asserts).
        case_ids: The ids of all cases, or None if only a run of the reference can tell them.
        imports: Top-level names of the modules imported anywhere in the suite.
        needs_source_file: Whether the suite looks at ``solution.py`` as a file.
        reason: Why the runner is not ``small`` or the ids are unknown; empty otherwise.
        code: The compiled suite, as :mod:`kodenv.sandbox.cases` runs it.
    """

    runner: str
    case_ids: tuple[str, ...] | None
    imports: frozenset[str]
    needs_source_file: bool
    reason: str
    code: Any


def plan_suite(test: str, test_format: str, entry_point: str | None) -> SuitePlan:
    """Plan how a suite is run.

    Args:
        test: The suite's text.
        test_format: ``pytest`` or ``assert``.
        entry_point: The tested name, for a script that only defines ``check``.

    Raises:
        DataError: If the suite does not parse, or only defines ``check`` and there is no entry point.
    """
    if test_format not in ("pytest", "assert"):
        raise DataError(
            f"suite: expected test_format 'pytest' or 'assert', got {test_format!r}; only those are planned"
        )
    is_script = test_format == "assert"
    try:
        tree = parse_silently(test)
        with no_warnings():
            code: Any = cases.compile_assert(test, entry_point) if is_script else cases.compile_pytest(test)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f"suite line {error.lineno}" if isinstance(error, SyntaxError) else "suite"
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise DataError(f"{where}: expected a Python test suite, got {reason!r}; fix the row's test") from error
    parts = [(statement, nodes_of(statement)) for statement in tree.body]
    nodes = [node for _, found in parts for node in found]
    ids: tuple[str, ...] | None
    if is_script:
        runner, ids, reason = "script", tuple(case_id for case_id, _ in code if case_id is not None), ""
    else:
        runner, ids, reason = _plan_pytest([part for part in parts if not _is_main_guard(part[0])])
    imports = _imports(nodes)
    return SuitePlan(
        runner=runner,
        case_ids=ids,
        imports=imports,
        needs_source_file="solution.py" in test or bool(imports & _FILE_MODULES) or _names_a_file(nodes),
        reason=reason,
        code=code,
    )


def _plan_pytest(parts: list[tuple[ast.stmt, list[ast.AST]]]) -> tuple[str, tuple[str, ...] | None, str]:
    body = [statement for statement, _ in parts]
    uses = Uses(body, [node for _, found in parts for node in found])
    try:
        ids, why = CaseIds(body, uses).find(), ""
    except UnknownIdsError as unknown:
        ids, why = None, f"ids unknown: {unknown}"
    runner = "pytest" if uses.needs_pytest else "small"
    return runner, ids, "; ".join(part for part in (uses.needs_pytest, why) if part)


def module_imports(source: str) -> frozenset[str]:
    """Return the top-level names of the modules a program imports anywhere; none if it does not parse."""
    try:
        return _imports(nodes_of(parse_silently(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()


def _imports(nodes: Iterable[ast.AST]) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def _names_a_file(nodes: Iterable[ast.AST]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id in _FILE_NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in _FILE_NAMES)
        for node in nodes
    )


def _is_main_guard(statement: ast.stmt) -> bool:
    """Return whether a statement is ``if __name__ == "__main__":``, which never holds in a suite."""
    test = statement.test if isinstance(statement, ast.If) and not statement.orelse else None
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and len(test.comparators) == 1
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )
