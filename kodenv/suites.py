"""What can be known of a suite from its text: which runner it needs, its case ids, what it imports.

Nothing is executed. Where the text does not decide, the answer is the careful one: the real pytest as the
runner, and no ids (only a run of the reference solution can tell them then).
"""

import ast
import builtins
import operator
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kodenv.errors import DataError
from kodenv.sandbox import cases, small_pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitePlan:
    """How a suite is to be run.

    Attributes:
        runner: ``small`` (our runner), ``pytest`` (needs the real one) or ``script`` (a script of asserts).
        case_ids: The ids of all cases, or None if only a run of the reference can tell them.
        imports: Top-level names of the modules imported anywhere in the suite.
        needs_source_file: Whether the suite looks at ``solution.py`` as a file.
        reason: Why the runner is not ``small`` or the ids are unknown; empty otherwise.
    """

    runner: str
    case_ids: tuple[str, ...] | None
    imports: frozenset[str]
    needs_source_file: bool
    reason: str


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
    try:
        tree = _parse(test)
        if test_format == "assert":
            with _Silence():
                steps = cases.compile_assert(test, entry_point)
            ids = tuple(case_id for case_id, _ in steps if case_id is not None)
            return _plan("script", ids, tree, test, "")
        with _Silence():
            cases.compile_pytest(test)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f"suite line {error.lineno}" if isinstance(error, SyntaxError) else "suite"
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise DataError(f"{where}: expected a Python test suite, got {reason!r}; fix the row's test") from error
    body = [statement for statement in tree.body if not _is_main_guard(statement)]
    uses = _Uses(body)
    try:
        ids_known, why = _CaseIds(body, uses).find(), ""
    except _UnknownError as unknown:
        ids_known, why = None, str(unknown)
    runner = "pytest" if uses.needs_pytest else "small"
    return _plan(runner, ids_known, tree, test, "; ".join(part for part in (uses.needs_pytest, why) if part))


def module_imports(source: str) -> frozenset[str]:
    """Return the top-level names of the modules a program imports anywhere; none if it does not parse."""
    try:
        return _imports(_parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()


def _plan(runner: str, ids: tuple[str, ...] | None, tree: ast.AST, test: str, reason: str) -> SuitePlan:
    return SuitePlan(
        runner=runner,
        case_ids=ids,
        imports=_imports(tree),
        needs_source_file=_needs_source_file(tree, test),
        reason=reason,
    )


_WARNINGS = threading.Lock()


class _Silence:
    """Hides the warnings that parsing gives (odd escapes in strings); their filters are shared by all threads."""

    def __enter__(self) -> None:
        _WARNINGS.acquire()
        self._caught = warnings.catch_warnings()
        self._caught.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, *exc_info: object) -> None:
        self._caught.__exit__(None, None, None)
        _WARNINGS.release()


def _parse(source: str) -> ast.Module:
    with _Silence():
        return ast.parse(source)


def _imports(tree: ast.AST) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return frozenset(found)


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


def _needs_source_file(tree: ast.AST, test: str) -> bool:
    if "solution.py" in test or _imports(tree) & _FILE_MODULES:
        return True
    return any(
        (isinstance(node, ast.Name) and node.id in _FILE_NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in _FILE_NAMES)
        for node in ast.walk(tree)
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


# ---- what the suite uses --------------------------------------------------------------------------

_REAL_FIXTURES = frozenset(
    [
        "cache",
        "capfd",
        "capfdbinary",
        "caplog",
        "capsysbinary",
        "capteesys",
        "doctest_namespace",
        "pytestconfig",
        "pytester",
        "record_property",
        "record_testsuite_property",
        "record_xml_attribute",
        "subtests",
        "testdir",
        "tmp_path_factory",
        "tmpdir",
        "tmpdir_factory",
        "benchmark",
        "event_loop",
        "mocker",
        "requests_mock",
        "faker",
        "freezer",
        "httpx_mock",
        "respx_mock",
        "snapshot",
        "anyio_backend",
    ]
)
_REQUEST_NAMES = frozenset({"param", "addfinalizer", "getfixturevalue", "cls", "instance", "function", "module"})
_INFO_NAMES = frozenset({"value", "type", "tb", "typename", "match", "errisinstance", "exconly"})
_PLUGINS = frozenset({"_pytest", "hypothesis", "nose", "twisted", "trio", "anyio", "ddt", "parameterized", "testtools"})
_SKIPS = frozenset({"skipTest", "SkipTest", "skipIf", "skipUnless", "expectedFailure"})
_SCOPES = frozenset({"function", "class", "module", "package", "session"})


class _Uses:
    """Which parts of pytest a suite uses, and whether the small runner has them all."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self.needs_pytest = ""
        self.can_skip = ""
        self.has_parameters = False
        self.modules: set[str] = set()
        self.names: dict[str, str] = {}
        self.nodes = [node for statement in body for node in ast.walk(statement)]
        self._read_imports()
        self.fixtures = {node.name for node in self._functions() if self.fixture_of(node) is not None}
        self._read_names()
        for function in self._functions():
            self._read_function(function)
        for node in self.nodes:
            self._read_node(node)
        for statement in body:
            if isinstance(statement, ast.FunctionDef) and statement.name.startswith("pytest_"):
                self._pytest(f"hook {statement.name}")

    def _pytest(self, reason: str) -> None:
        self.needs_pytest = self.needs_pytest or f"needs pytest: {reason}"

    def _functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def _read_imports(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root = alias.name.split(".")[0]
                    if alias.name == "pytest":
                        self.modules.add(alias.asname or "pytest")
                    elif root in _PLUGINS or root.startswith("pytest"):
                        self._pytest(f"import {alias.name}")
            elif isinstance(node, ast.ImportFrom) and node.module == "pytest":
                for alias in node.names:
                    self.names[alias.asname or alias.name] = alias.name
                    if alias.name not in small_pytest.SUPPORTED:
                        self._pytest(f"from pytest import {alias.name}")
            elif isinstance(node, ast.ImportFrom):
                root = (node.module or "").split(".")[0]
                if root in _PLUGINS or root.startswith("pytest"):
                    self._pytest(f"import {node.module}")

    def pytest_name(self, node: ast.AST) -> str:
        """Return the part of pytest that an expression names, such as ``mark.skip``, or an empty text."""
        first, _, rest = _dotted(node).partition(".")
        if first in self.modules:
            return rest
        if first in self.names:
            return ".".join(part for part in (self.names[first], rest) if part)
        return ""

    def fixture_of(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.expr | None:
        """Return the ``fixture`` decorator of a function, if it has one."""
        for decorator in function.decorator_list:
            inner = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self.pytest_name(inner) == "fixture":
                return decorator
        return None

    def _read_names(self) -> None:
        bases = {id(node.value) for node in self.nodes if isinstance(node, ast.Attribute)}
        infos = {name for node in self.nodes for name in self._info_names(node)}
        for node in self.nodes:
            if isinstance(node, ast.Name) and id(node) not in bases:
                if node.id in self.modules or self.names.get(node.id) == "mark":
                    self._pytest("the module pytest used as a value")
            elif isinstance(node, ast.Attribute):
                self._read_attribute(node, bases)
                if isinstance(node.value, ast.Name):
                    if node.value.id in infos and node.attr not in _INFO_NAMES:
                        self._pytest(f"ExceptionInfo.{node.attr}")
                    if node.value.id == "request" and node.attr not in _REQUEST_NAMES:
                        self._pytest(f"request.{node.attr}")

    def _info_names(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.withitem(context_expr=ast.Call(func=function), optional_vars=ast.Name(id=name)):
                if self.pytest_name(function) == "raises":
                    yield name

    def _read_attribute(self, node: ast.Attribute, bases: set[int]) -> None:
        name = self.pytest_name(node)
        first, _, rest = name.partition(".")
        if not first:
            return
        if first not in small_pytest.SUPPORTED:
            self._pytest(f"pytest.{first}")
        elif first == "mark" and not rest and id(node) not in bases:
            self._pytest("pytest.mark used as a value")
        elif first == "mark":
            self._read_mark(rest)
        elif first in ("skip", "xfail", "importorskip") and not rest:
            self.can_skip = self.can_skip or f"pytest.{first}"

    def _read_mark(self, name: str) -> None:
        if name in small_pytest.UNSUPPORTED_MARKS:
            self._pytest(f"pytest.mark.{name}")
        elif name in ("skip", "skipif", "xfail"):
            self.can_skip = self.can_skip or f"pytest.mark.{name}"

    def _read_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorator = self.fixture_of(node)
        if decorator is not None:
            self._read_fixture(node, decorator)
        if decorator is not None or node.name.startswith("test"):
            parametrized = _literal_strings(node.decorator_list)
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                if argument.arg in _REAL_FIXTURES - self.fixtures and argument.arg not in parametrized:
                    self._pytest(f"fixture {argument.arg}")
        if node.name.startswith("test") and decorator is None and _yields(node):
            self._pytest(f"{node.name} is a generator")

    def _read_fixture(self, node: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr) -> None:
        if isinstance(node, ast.AsyncFunctionDef):
            self._pytest(f"the coroutine fixture {node.name}")
        if not isinstance(decorator, ast.Call):
            return
        options = {keyword.arg: keyword.value for keyword in decorator.keywords}
        scope = options.get("scope", ast.Constant("function"))
        if decorator.args or not (isinstance(scope, ast.Constant) and scope.value in _SCOPES):
            self._pytest(f"the options of fixture {node.name}")
        name = options.get("name")
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            self.fixtures.add(name.value)
        if "params" in options:
            self.has_parameters = True
            if isinstance(scope, ast.Constant) and scope.value != "function":
                self._pytest(f"parameters of the {scope.value!s} scoped fixture {node.name}")

    def _read_node(self, node: ast.AST) -> None:
        match node:
            case ast.Call(func=function):
                self._read_call(node, self.pytest_name(function))
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _SKIPS:
                self.can_skip = self.can_skip or name
            case ast.Attribute(value=ast.Name(id="unittest"), attr="skip"):
                self.can_skip = self.can_skip or "unittest.skip"
            case ast.ImportFrom(module="unittest", names=names) if any(alias.name == "skip" for alias in names):
                self.can_skip = self.can_skip or "unittest.skip"
            case ast.Name(id="__test__" | "pytest_plugins" as name):
                self._pytest(name)
            case ast.Attribute(attr="__test__"):
                self._pytest("__test__")
            case ast.ClassDef():
                self._read_class(node)

    def _read_call(self, node: ast.Call, name: str) -> None:
        keywords = {keyword.arg for keyword in node.keywords}
        if name == "mark.parametrize" and (len(node.args) > 2 or keywords - {"argnames", "argvalues", "ids"}):
            self._pytest("the options of parametrize")
        if name in ("mark.skipif", "mark.xfail") and any("config" in text for text in _literal_strings([node])):
            self._pytest(f"the configuration in pytest.{name}")
        wants = name == "mark.usefixtures" or (
            isinstance(node.func, ast.Attribute) and node.func.attr == "getfixturevalue"
        )
        if wants and _literal_strings([node]) & (_REAL_FIXTURES - self.fixtures):
            self._pytest("a fixture that only pytest has")

    def _read_class(self, node: ast.ClassDef) -> None:
        if not any(_dotted(base).endswith("TestCase") for base in node.bases):
            return
        marks = {self.pytest_name(one) for one in ast.walk(node) if isinstance(one, ast.Attribute)}
        if marks & {"fixture", "mark.parametrize", "mark.usefixtures"} or any(
            isinstance(one, ast.Name) and self.names.get(one.id) == "fixture" for one in ast.walk(node)
        ):
            self._pytest(f"fixtures or parameters in the TestCase {node.name}")


def _literal_strings(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the words in the string constants of some nodes."""
    texts = (one.value for node in nodes for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {word.strip() for text in texts if isinstance(text, str) for word in text.replace(",", " ").split()}


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _yields(function: ast.AST) -> bool:
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False


# ---- case ids -------------------------------------------------------------------------------------


class _UnknownError(Exception):
    """The text does not tell the ids; the message says why."""


_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_UNITTEST_BASES = frozenset(
    {"unittest.TestCase", "TestCase", "unittest.IsolatedAsyncioTestCase", "IsolatedAsyncioTestCase"}
)
_KEEPING = frozenset({"patch", "staticmethod", "classmethod"})  # decorators under which a test stays that test
_DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "delattr", "__import__"})
_LITERALS = (
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.JoinedStr,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
)


class _Unit:
    """Stands for ``unittest.TestCase`` where the order of base classes is worked out."""


class _CaseIds:
    """Lists the ids of a suite's cases from its text alone."""

    def __init__(self, body: list[ast.stmt], uses: _Uses) -> None:
        self.body = body
        self.uses = uses
        self.defined: dict[str, _Definition] = {}
        self.constants: dict[str, ast.expr] = {}
        self.types: dict[str, type] = {}

    def find(self) -> tuple[str, ...]:
        """Return the ids in pytest's order.

        Raises:
            _UnknownError: If the text does not tell them.
        """
        if self.uses.can_skip:
            raise _UnknownError(f"ids unknown: {self.uses.can_skip}")
        if self.uses.has_parameters:
            raise _UnknownError("ids unknown: a fixture has parameters")
        self._read(self.body, self.defined)
        self._find_constants()
        ids: list[str] = []
        for name, node in self.defined.items():
            if isinstance(node, ast.ClassDef):
                ids += self._class_ids(name, node, "", [])
            elif name.startswith("test"):
                ids += self._function_ids(name, node, "", [])
        return tuple(ids)

    def _read(self, body: list[ast.stmt], defined: dict[str, _Definition]) -> None:
        """Collect the definitions of a module's or class's body in the order of its namespace."""
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    defined[statement.name] = statement
                case ast.Import() | ast.ImportFrom():
                    self._read_import(statement, defined)
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                    self._read_assignment(statement, defined)
                case ast.Expr():
                    self._refuse_dynamic(statement)
                case ast.Pass() | ast.Assert():
                    pass
                case _:
                    self._refuse_hidden(statement, defined)

    def _read_import(self, statement: ast.Import | ast.ImportFrom, defined: dict[str, _Definition]) -> None:
        module = statement.module if isinstance(statement, ast.ImportFrom) else None
        for alias in statement.names:
            name = alias.asname or alias.name.split(".")[0]
            if name == "*" and module != "solution":
                raise _UnknownError(f"ids unknown: from {module} import *")
            if module != "solution" and f"{module}.{alias.name}" not in _UNITTEST_BASES and _is_testlike(name):
                raise _UnknownError(f"ids unknown: {name} is imported")
            defined.pop(name, None)

    def _read_assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, defined: dict[str, Any]) -> None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
        literal = isinstance(statement.value, _LITERALS)
        for name in names:
            if name in defined or (_is_testlike(name) and not literal):
                raise _UnknownError(f"ids unknown: {name} is assigned")
        if "pytestmark" in names and "parametrize" in ast.dump(statement):
            raise _UnknownError("ids unknown: pytestmark has parameters")
        self._refuse_dynamic(statement)

    @staticmethod
    def _refuse_dynamic(statement: ast.stmt) -> None:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in _DYNAMIC:
                raise _UnknownError(f"ids unknown: {node.id} at the top of the suite")

    def _refuse_hidden(self, statement: ast.stmt, defined: dict[str, _Definition]) -> None:
        """Refuse a compound statement or ``del`` that may add or remove a case."""
        self._refuse_dynamic(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.ClassDef) or (isinstance(node, _Definition) and _is_testlike(node.name)):
                raise _UnknownError(f"ids unknown: {node.name} is defined under a condition")
            stored = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
            if isinstance(node, ast.Name) and stored and (_is_testlike(node.id) or node.id in defined):
                raise _UnknownError(f"ids unknown: {node.id} is changed under a condition")
            if isinstance(node, ast.alias) and _is_testlike(node.asname or node.name):
                raise _UnknownError(f"ids unknown: {node.name} is imported under a condition")

    def _find_constants(self) -> None:
        """Find the module's names that are bound once and only ever read whole."""
        stored: dict[str, int] = {}
        for node in self.uses.nodes:
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                stored[node.id] = stored.get(node.id, 0) + 1
            owner = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
            if isinstance(owner, ast.Name):
                stored[owner.id] = stored.get(owner.id, 0) + 2
        for statement in self.body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                if isinstance(target, ast.Name) and stored[target.id] == 1:
                    self.constants[target.id] = statement.value

    def _function_ids(self, name: str, node: Any, prefix: str, marks: list[ast.Call]) -> list[str]:
        own = self._parametrize_marks(node)
        if own is None:
            return []
        variants: list[list[str]] = [[]]
        for mark in [*own, *marks]:
            ids = self._parameter_ids(mark)
            variants = [[*parts, one] for parts in variants for one in ids]
        plain = not own and not marks
        return [prefix + (name if plain else f"{name}[{'-'.join(parts)}]") for parts in variants]

    def _parametrize_marks(self, node: _Definition) -> list[ast.Call] | None:
        """Return the ``parametrize`` marks, the lowest first; None for a fixture."""
        found = []
        for decorator in reversed(node.decorator_list):
            inner = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = self.uses.pytest_name(inner)
            if name == "fixture":
                return None
            if name == "mark.parametrize" and isinstance(decorator, ast.Call):
                found.append(decorator)
            elif not (name.startswith("mark.") or _KEEPING & set(_dotted(inner).split("."))):
                raise _UnknownError(f"ids unknown: decorator {ast.unparse(inner)} of {node.name}")
        return found

    def _class_ids(self, name: str, node: ast.ClassDef, prefix: str, marks: list[ast.Call]) -> list[str]:
        is_unit = issubclass(self._type_of(node), _Unit)
        if not is_unit and not name.startswith("Test"):
            return []
        own = [*(self._parametrize_marks(node) or []), *marks]
        members: dict[str, Any] = {}
        bodies = []
        for base in reversed(self._type_of(node).__mro__):
            origin = base.__dict__.get("node")
            if origin is not None:
                found: dict[str, _Definition] = {}
                self._read(origin.body, found)
                bodies.append(found)
        for index, found in enumerate(bodies):
            later = {key for more in bodies[index + 1 :] for key in more}
            members.update({key: value for key, value in found.items() if key not in later})
        if not is_unit and {"__init__", "__new__"} & members.keys():
            return []
        inside = f"{prefix}{name}::"
        if is_unit:
            return self._unit_ids(members, inside)
        ids: list[str] = []
        for key, member in members.items():
            if isinstance(member, ast.ClassDef):
                ids += self._class_ids(key, member, inside, own)
            elif key.startswith("test"):
                ids += self._function_ids(key, member, inside, own)
        return ids

    def _unit_ids(self, members: dict[str, Any], prefix: str) -> list[str]:
        names = sorted(key for key, member in members.items() if key.startswith("test"))
        for key in names:
            self._parametrize_marks(members[key])
        if not names and "runTest" in members:
            names = ["runTest"]
        return [prefix + key for key in names]

    def _type_of(self, node: ast.ClassDef) -> type:
        """Return a stand-in for a class, with the same order of base classes."""
        if node.name in self.types and self.types[node.name].__dict__["node"] is node:
            return self.types[node.name]
        if node.keywords:
            raise _UnknownError(f"ids unknown: class {node.name} has options")
        bases = []
        for base in node.bases:
            dotted = _dotted(base)
            known = self.defined.get(dotted)
            if isinstance(known, ast.ClassDef) and known.lineno < node.lineno:
                bases.append(self._type_of(known))
            elif dotted in _UNITTEST_BASES and dotted not in self.defined:
                bases.append(_Unit)
            elif dotted == "object":
                bases.append(object)
            elif _is_testlike(node.name):
                raise _UnknownError(f"ids unknown: {node.name} inherits from {ast.unparse(base)}")
        try:
            made = type(node.name, tuple(bases), {"node": node})
        except TypeError as error:
            raise _UnknownError(f"ids unknown: the bases of {node.name}") from error
        self.types[node.name] = made
        return made

    # -- parameters

    def _parameter_ids(self, mark: ast.Call) -> list[str]:
        given = {keyword.arg: keyword.value for keyword in mark.keywords}
        given.update(zip(("argnames", "argvalues"), mark.args, strict=False))
        ids = given.get("ids")
        try:
            names, sets = small_pytest.parse_parametrize(
                ast.literal_eval(given["argnames"]),
                [self._parameter_set(one) for one in self._elements(given["argvalues"])],
            )
            return small_pytest.make_ids(names, sets, None if ids is None else ast.literal_eval(ids))
        except (KeyError, ValueError, TypeError, small_pytest.Failed) as error:
            raise _UnknownError(f"ids unknown: line {mark.lineno}: computed parameters") from error

    def _elements(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.Name) and node.id in self.constants:
            node = self.constants[node.id]
        if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(one, ast.Starred) for one in node.elts):
            raise ValueError("not a list")
        return node.elts

    def _parameter_set(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call) and self.uses.pytest_name(node.func) == "param":
            options = {keyword.arg: keyword.value for keyword in node.keywords}
            one_id = options.get("id")
            values = [self._value(value) for value in node.args]
            return small_pytest.param(*values, id=None if one_id is None else ast.literal_eval(one_id))
        if isinstance(node, ast.Name) and node.id in self.constants:
            node = self.constants[node.id]
        if isinstance(node, ast.Tuple | ast.List):
            return _Several([self._value(one) for one in node.elts])
        return self._value(node)

    def _value(self, node: ast.expr) -> Any:
        """Return a value that gets the same id as the one written, or raise ValueError."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.List() | ast.Tuple() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
                return _Several()
            case ast.Lambda():
                return lambda: None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_number(self._value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return _combined(self._value(left), op, self._value(right))
            case ast.Name(id=name) if name in self.constants:
                return self._value(self.constants[name])
            case ast.Name(id=name) if name in self.defined and not self.defined[name].decorator_list:
                return _named(name)
            case ast.Name(id=name) if isinstance(getattr(builtins, name, None), type):
                return getattr(builtins, name)
            case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as text)], keywords=[]):
                return float(text)
            case ast.Call(func=ast.Name(id=name)) if name in _PLAIN_CALLS and name not in self.defined:
                return _Several()
        raise ValueError("not a literal")


_PLAIN_CALLS = frozenset(
    [
        "list",
        "dict",
        "set",
        "tuple",
        "frozenset",
        "range",
        "object",
        "bytearray",
        "Decimal",
        "Fraction",
        "datetime",
        "date",
        "timedelta",
        "Counter",
        "deque",
        "OrderedDict",
        "defaultdict",
    ]
)
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


class _Several(list[Any]):
    """Stands for a container or another value whose id is its argument's name and place."""


def _named(name: str) -> Any:
    made = lambda: None  # noqa: E731
    made.__name__ = name
    return made


def _number(value: Any) -> Any:
    if not isinstance(value, int | float | complex):
        raise ValueError("not a number")
    return value


def _combined(left: Any, op: ast.operator, right: Any) -> Any:
    """Work out an expression of small constants; what could become huge is refused."""
    if isinstance(left, _Several) or isinstance(right, _Several):
        return _Several()
    big = (isinstance(one, int) and abs(one) > 10_000 for one in (left, right))
    if isinstance(op, ast.Pow) and (any(big) or (isinstance(right, int) and right > 400)):
        raise ValueError("too big")
    if isinstance(left, str) and isinstance(op, ast.Mod):
        raise ValueError("a format")
    if isinstance(op, ast.Mult) and any(isinstance(one, str | bytes) for one in (left, right)):
        count = next((one for one in (left, right) if isinstance(one, int)), 0)
        if count > 100_000:
            raise ValueError("too big")
    try:
        return _OPERATORS[type(op)](left, right)
    except (KeyError, ArithmeticError) as error:
        raise ValueError("not a constant") from error


def _is_testlike(name: str) -> bool:
    return name.startswith(("test", "Test"))
