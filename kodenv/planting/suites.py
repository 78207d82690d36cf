"""The possible plants of a pytest suite."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from kodenv.planting.bindings import Bindings, column, expected_bindings, find_bindings, given_names, name_of
from kodenv.planting.checks import Checks, checking_names, tested_names
from kodenv.planting.expected import Expected
from kodenv.planting.records import LINES, ONCE, ROW, VALUE, Change, Edit
from kodenv.planting.sites import Site
from kodenv.planting.text import SuiteText

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_EXCUSES = re.compile(r"skip|xfail|expectedFailure")
_SHARED_HOOKS = re.compile(r"\b(setup_module|setUpModule|setup_class|setUpClass|teardown_class|tearDownClass)\b")


def suite_sites(tree: ast.Module, text: SuiteText, case_ids: Collection[str]) -> Iterator[Site]:
    """Yield each test of a suite that can be copied, with the changes that a copy can have."""
    plain = text.bytes.decode()
    if re.search(r"\bdef (setup_module|setUpModule)\b", plain) or _duplicates(tree.body):
        return
    yield from _Reader(tree, text, case_ids).sites(tree.body, "")


class _Reader:
    def __init__(self, tree: ast.Module, text: SuiteText, case_ids: Collection[str]) -> None:
        self.text, self.case_ids = text, case_ids
        self.known = {one.partition("[")[0] for one in case_ids}
        functions = [one for one in ast.walk(tree) if isinstance(one, _Function)]
        self.helpers = checking_names(tree)
        self.tested = tested_names(tree, None)
        self.constants = find_bindings([one for one in tree.body if isinstance(one, ast.Assign)])
        self.bases = {name_of(base) for one in ast.walk(tree) if isinstance(one, ast.ClassDef) for base in one.bases}
        self.shared = {one.name for one in functions if _is_shared_fixture(one)}
        guarded = {id(part) for one in tree.body if isinstance(one, ast.If) for part in ast.walk(one)}
        self.used = {
            one.id if isinstance(one, ast.Name) else one.attr
            for one in ast.walk(tree)
            if isinstance(one, ast.Name | ast.Attribute) and id(one) not in guarded
        }

    def sites(self, body: Sequence[ast.stmt], prefix: str) -> Iterator[Site]:
        """Yield the sites of a module's or a class's tests."""
        for one in body:
            if isinstance(one, ast.ClassDef):
                if not (one.name in self.bases or one.decorator_list or _duplicates(one.body) or self._shares(one)):
                    yield from self.sites(one.body, f"{prefix}{one.name}::")
            elif isinstance(one, _Function) and prefix + one.name in self.known and self._is_plain(one):
                yield from self._of_test(one, prefix + one.name)

    def _shares(self, one: ast.ClassDef) -> bool:
        return any(isinstance(part, _Function) and _SHARED_HOOKS.fullmatch(part.name) for part in one.body)

    def _is_plain(self, test: _Function) -> bool:
        if any(_EXCUSES.search(ast.unparse(one)) for one in test.decorator_list):
            return False
        return not {one.arg for one in (*test.args.args, *test.args.kwonlyargs)} & self.shared

    def _of_test(self, test: _Function, case_id: str) -> Iterator[Site]:
        marks = [one for one in test.decorator_list if "parametrize" in ast.unparse(one)]
        if marks:
            if len(marks) == 1 and isinstance(marks[0], ast.Call):
                rows = list(self._rows(test, marks[0], case_id))
                yield from rows
                if not any(change for row in rows for change in row.changes):
                    yield from self._once(test, marks[0], case_id)
        elif case_id in self.case_ids:
            yield from self._copied(test, case_id, LINES, ())

    def _copied(self, test: _Function, case_id: str, copied: str, more: Sequence[Edit]) -> Iterator[Site]:
        """Yield the site of a whole function, whose copies have some edits in common."""
        span = self.text.lines_of(test, test)
        if span is None:
            return
        changes = self._read(test, expected_bindings(test.body, self.helpers))
        yield Site(
            case_id=case_id,
            copied=copied,
            start=span[0],
            end=span[1],
            changes=[[_with(one, more) for one in check] for check in changes],
            name_at=self._name_of(test),
            name_pinned=test.name in self.used,
        )

    def _once(self, test: _Function, mark: ast.Call, case_id: str) -> Iterator[Site]:
        """Yield the site of a function of several rows of parameters; its copies have one of them."""
        if len(mark.args) == 2 and isinstance(mark.args[1], ast.List) and mark.args[1].elts:
            rows = mark.args[1].elts
            start, end = self.text.span(mark.args[1])
            only = f"[{self.text.slice(rows[len(rows) // 2])}]"
            yield from self._copied(test, case_id, ONCE, (Edit(start=start, end=end, text=only),))

    def _name_of(self, test: _Function) -> int:
        start = self.text.span(test)[0]
        found = re.compile(rb"def\s+").search(self.text.bytes, start)
        assert found is not None
        return found.end()

    def _rows(self, test: _Function, mark: ast.Call, case_id: str) -> Iterator[Site]:
        """Yield each row of parameters that can be written once more with a wrong expected value."""
        if len(mark.args) != 2 or mark.keywords:
            return
        names, rows = _names(mark.args[0]), self._row_nodes(mark.args[1])
        if len(rows) != sum(one.partition("[")[0] == case_id for one in self.case_ids):
            return
        for number, row in enumerate(rows):
            bindings: dict[str, list[ast.expr]] = {
                name: [row] if len(names) == 1 else column([row], index, len(names)) for index, name in enumerate(names)
            }
            changes = [self._inside(row, one) for one in self._checks(test, bindings)]
            start, end = self.text.span(row)
            yield Site(case_id=case_id, copied=ROW, start=start, end=end, changes=changes, row=number)

    def _checks(self, test: _Function, bindings: Bindings) -> list[list[Change]]:
        own = {**find_bindings(test.body), **bindings}
        given = given_names(test.body, self.helpers)
        expected = {name: values for name, values in own.items() if name not in given}
        return self._read(test, expected)

    def _read(self, test: _Function, bindings: Bindings) -> list[list[Change]]:
        expected = Expected(self.text, bindings, self._outer(test), self.tested)
        return Checks(expected, self.helpers).of_body(test.body)

    def _outer(self, test: _Function) -> dict[str, list[ast.expr]]:
        """Return what the names of loops over the suite's constants stand for."""
        loops = [one for one in ast.walk(test) if isinstance(one, ast.For)]
        return find_bindings(loops, self.constants) if loops and self.constants else {}

    def _inside(self, row: ast.expr, changes: Sequence[Change]) -> list[Change]:
        """Return the changes of values in a row itself."""
        start, end = self.text.span(row)
        return [
            one
            for one in changes
            if one.kind == VALUE and all(start <= edit.start and edit.end <= end for edit in one.options[0])
        ]

    def _row_nodes(self, given: ast.expr) -> list[ast.expr]:
        if isinstance(given, ast.Name):
            bound = self.constants.get(given.id, [])
            given = bound[0] if len(bound) == 1 else given
        if not isinstance(given, ast.List | ast.Tuple):
            return []
        return given.elts if all(isinstance(one, ast.Tuple | ast.List) for one in given.elts) else []


def _with(change: Change, more: Sequence[Edit]) -> Change:
    return Change(kind=change.kind, options=tuple((*edits, *more) for edits in change.options))


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(value)):
            return [name.strip() for name in value.split(",") if name.strip()]
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [str(one.value) for one in elements if isinstance(one, ast.Constant)]
    return []


def _is_shared_fixture(function: _Function) -> bool:
    return any("fixture" in ast.unparse(one) and "scope" in ast.unparse(one) for one in function.decorator_list)


def _duplicates(body: Sequence[ast.stmt]) -> bool:
    names = [one.name for one in body if isinstance(one, _Function | ast.ClassDef)]
    return len(set(names)) < len(names)
