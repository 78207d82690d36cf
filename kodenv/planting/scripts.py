"""The possible plants of a script of asserts."""

import ast
from collections.abc import Collection, Iterator, Sequence

from kodenv.planting.bindings import expected_bindings
from kodenv.planting.checks import Checks, checking_names, mentions
from kodenv.planting.expected import Expected
from kodenv.planting.records import LINES, Change
from kodenv.planting.sites import Site
from kodenv.planting.text import SuiteText
from kodenv.sandbox import cases

_LONG = 8_000  # bytes; of data that long only the loop over it is copied


def script_sites(tree: ast.Module, text: SuiteText, steps: cases.Steps, tested: Collection[str]) -> Iterator[Site]:
    """Yield each case of a script that can be copied, with the changes that a copy can have."""
    helpers = checking_names(tree)
    previous: ast.stmt | None = None
    for case_id, code in steps:
        if case_id is None:
            continue
        lines = [line for _, _, line in code.co_lines() if line]
        body = _body_with(tree.body, min(lines, default=0))
        index = _index_at(body, min(lines, default=0))
        if index is None or not case_id.startswith("assert_"):
            return
        start = body.index(previous) + 1 if previous is not None and previous in body else 0
        previous = body[index]
        first = _set_up(body[start : index + 1], body[index + 1 :]) + start
        span = text.lines_of(body[first], body[index])
        if span is not None and span[1] - span[0] > _LONG:
            first, span = index, text.lines_of(body[index], body[index])
        if span is not None:
            changes = _changes(body[first : index + 1], text, helpers, tested)
            yield Site(case_id=case_id, copied=LINES, start=span[0], end=span[1], changes=changes)


def _changes(
    copied: Sequence[ast.stmt], text: SuiteText, helpers: Collection[str], tested: Collection[str]
) -> list[list[Change]]:
    """Return the changes of each check in what is copied."""
    expected = Expected(text, expected_bindings(copied, helpers), {}, tested)
    found = Checks(expected, helpers).of_body(copied)
    return found if any(found) else [expected.of_loop(copied[-1])]


def _index_at(body: Sequence[ast.stmt], line: int) -> int | None:
    """Return which of the statements a line belongs to."""
    for index, one in enumerate(body):
        if one.lineno <= line <= (one.end_lineno or 0):
            return index
    return None


def _body_with(body: list[ast.stmt], line: int) -> list[ast.stmt]:
    """Return the statements that a case stands among: the script's own, or those of ``check``."""
    index = _index_at(body, line)
    found = None if index is None else body[index]
    return found.body if isinstance(found, ast.FunctionDef) else body


def _set_up(run: Sequence[ast.stmt], later: Sequence[ast.stmt]) -> int:
    """Return the first of the assignments before a case that it alone reads, so that a copy may change them."""
    first = len(run) - 1
    while first > 0 and _assigned(run[first - 1]):
        names = _assigned(run[first - 1])
        if any(mentions(one, name) for name in names for one in later):
            break
        first -= 1
    used = [any(mentions(run[-1], name) for name in _assigned(one)) for one in run[first:-1]]
    return first + (used.index(True) if any(used) else len(used))


def _assigned(statement: ast.stmt) -> list[str]:
    """Return the names that an assignment binds, and does nothing else; none for other statements."""
    if not isinstance(statement, ast.Assign):
        return []
    names = [one.id for one in statement.targets if isinstance(one, ast.Name)]
    return names if len(names) == len(statement.targets) else []
