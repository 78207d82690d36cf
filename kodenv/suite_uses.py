"""Which parts of pytest a suite uses, as far as its text tells."""

import ast
from collections.abc import Iterable, Iterator

from kodenv.sandbox.small_pytest import interface
from kodenv.sandbox.small_pytest.marks import UNSUPPORTED_MARKS

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


class Uses:
    """Which parts of pytest a suite uses.

    Attributes:
        needs_pytest: What the small runner does not have, for a message; empty if it has all.
        can_skip: What may skip a case, so that only a run tells whether it counts; empty if nothing does.
        has_parameters: Whether a fixture has parameters.
        nodes: Every node of the suite.
    """

    def __init__(self, body: list[ast.stmt], nodes: list[ast.AST]) -> None:
        """Take the suite's statements, and all their nodes."""
        self.needs_pytest = ""
        self.can_skip = ""
        self.has_parameters = False
        self.modules: set[str] = set()
        self.names: dict[str, str] = {}
        self.nodes = nodes
        self._functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        self._has_yields = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes)
        self._read_imports()
        self.fixtures = {node.name for node in self._functions if self.fixture_of(node) is not None}
        self._read_names()
        for function in self._functions:
            self._read_function(function)
        for node in self.nodes:
            self._read_node(node)
        for statement in body:
            if isinstance(statement, ast.FunctionDef) and statement.name.startswith("pytest_"):
                self._pytest(f"hook {statement.name}")

    def _pytest(self, reason: str) -> None:
        self.needs_pytest = self.needs_pytest or f"needs pytest: {reason}"

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
                    if alias.name not in interface.__all__:
                        self._pytest(f"from pytest import {alias.name}")
            elif isinstance(node, ast.ImportFrom):
                root = (node.module or "").split(".")[0]
                if root in _PLUGINS or root.startswith("pytest"):
                    self._pytest(f"import {node.module}")

    def pytest_name(self, node: ast.AST) -> str:
        """Return the part of pytest that an expression names, such as ``mark.skip``, or an empty text."""
        first, _, rest = dotted_name(node).partition(".")
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
        if first not in interface.__all__:
            self._pytest(f"pytest.{first}")
        elif first == "mark" and not rest and id(node) not in bases:
            self._pytest("pytest.mark used as a value")
        elif first == "mark":
            self._read_mark(rest)
        elif first in ("skip", "xfail", "importorskip") and not rest:
            self.can_skip = self.can_skip or f"pytest.{first}"

    def _read_mark(self, name: str) -> None:
        if name in UNSUPPORTED_MARKS:
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
        if self._has_yields and node.name.startswith("test") and decorator is None and _yields(node):
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
        if not any(dotted_name(base).endswith("TestCase") for base in node.bases):
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


def dotted_name(node: ast.AST) -> str:
    """Return a name with its attributes, such as ``pytest.mark.skip``, or an empty text for anything else."""
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
