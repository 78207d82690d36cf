"""The runner of pytest and assert suites, in the process of the program: one status per case.

Outcomes are those of pytest 9.2. Its *failed* is FAILED when a check did not hold (``AssertionError``,
``pytest.fail``, ``pytest.raises``) and ERROR when anything else was raised. What pytest would end the whole run
for (``KeyboardInterrupt``) is an ERROR of that case here, and the others still run.

Covers: plain functions and classes, ``unittest``, marks, ``parametrize``, fixtures, coroutines, scripts of asserts.
Does not cover: what :func:`kodenv.suites.plan_suite` sends to the real pytest; a program that patches this module.

Runs on CPython 3.9 and later and imports almost nothing: it sits in every warm process.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from kodenv.sandbox import small_pytest
from kodenv.sandbox.small_pytest import Failed, FixtureDefinition, Mark, ParameterSet, Skipped, XFailed

SUITE_NAME = "test_solution"
SUITE_FILE = "test_solution.py"
MESSAGE_CHARS = 500

PASSED, FAILED, ERROR, MEMORY = "PASSED", "FAILED", "ERROR", "MEMORY"
SKIPPED, XFAILED, XPASSED = "SKIPPED", "XFAILED", "XPASSED"

Report = Callable[[str, str, str], None]
Outcome = tuple[str, str]

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200
_ABSTRACT = 1 << 20
_TYPE_NAME = type.__dict__["__name__"].__get__
_TRACEBACK = BaseException.__dict__["__traceback__"].__get__


class SuiteError(Exception):
    """The suite itself could not be loaded, so no case ran."""


# ---- messages -------------------------------------------------------------------------------------


def describe(error: BaseException, source: str, filename: str = SUITE_FILE) -> str:
    """Return the suite's line and what was raised there, in at most 500 characters.

    The exception may be of a hostile class: its ``__str__`` may raise or return a huge text.
    """
    kind = _TYPE_NAME(type(error))
    line = _suite_line(error, filename)
    if issubclass(type(error), MemoryError):
        return f"line {line}: MemoryError" if line else "MemoryError"
    text = _text_of(error)
    if line and kind == "AssertionError":
        line, statement = _assert_statement(source, line)
        if statement:
            return f"line {line}: {statement}"[:MESSAGE_CHARS]
    where = f"line {line}: " if line else ""
    return f"{where}{kind}: {text}"[:MESSAGE_CHARS].rstrip(": \n")


def status_of(error: BaseException, refusals: tuple[type, ...] = ()) -> str:
    """Return FAILED for what a failed check raises (``refusals``), MEMORY, or ERROR for anything else."""
    if issubclass(type(error), MemoryError):
        return MEMORY
    return FAILED if issubclass(type(error), refusals) else ERROR


def _assert_statement(source: str, line: int) -> tuple[int, str]:
    """Return where the assert that a line belongs to begins, and that line; (line, "") if there is none near."""
    lines = source.split("\n")[max(line - 12, 0) : line]
    for back, text in enumerate(reversed(lines)):
        statement = text.strip()
        if statement.startswith("assert ") or statement.startswith("assert("):
            return line - back, statement
        if statement.startswith("def ") and back == 0 and "assert " in statement:
            return line, statement
        if statement.endswith(":") or statement.startswith(("raise ", "self.")):
            break
    return line, ""


def _suite_line(error: BaseException, filename: str) -> int:
    """Return the number of the deepest line of the suite that the exception passed, or 0."""
    line, trace = 0, _TRACEBACK(error)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    if not line and issubclass(type(error), SyntaxError) and error.filename == filename:  # type: ignore[attr-defined]
        line = error.lineno or 0  # type: ignore[attr-defined]
    return line


def _text_of(error: BaseException) -> str:
    try:
        return " ".join(str(str(error))[:MESSAGE_CHARS].split())
    except BaseException:
        return "(its __str__ raises)"


# ---- collecting -----------------------------------------------------------------------------------


class _Item:
    """One case to run."""

    __slots__ = (
        "argnames",
        "closure",
        "cls",
        "function",
        "id",
        "instance",
        "is_simple",
        "marks",
        "module",
        "name",
        "outer",
        "parameters",
        "picks",
        "unit",
    )

    def __init__(self, case_id: str, name: str, function: Any, module: ModuleType, outer: _Class | None) -> None:
        self.id = case_id
        self.name = name
        self.function = function
        self.module = module
        self.outer = outer
        self.cls = outer.cls if outer is not None else None
        self.unit = outer is not None and outer.is_unit
        self.instance: Any = None
        self.is_simple = True
        self.marks: list[Mark] = []
        self.argnames: tuple[str, ...] = ()
        self.closure: list[str] = []
        self.parameters: dict[str, Any] = {}
        self.picks: dict[str, Any] = {}


class _Class:
    """A test class: its fixtures and marks, and the class around it."""

    __slots__ = ("autouse", "cls", "fixtures", "id", "is_unit", "marks", "outer")

    def __init__(self, cls: Any, class_id: str, outer: _Class | None, is_unit: bool) -> None:
        self.cls = cls
        self.id = class_id
        self.outer = outer
        self.is_unit = is_unit
        self.fixtures: dict[str, _Fixture] = {}
        self.autouse: list[str] = []
        self.marks: list[Mark] = []


class _Fixture:
    """A fixture: a function, its scope, and what it asks for."""

    __slots__ = ("argnames", "autouse", "function", "ids", "is_generator", "is_method", "name", "params", "scope")

    def __init__(self, name: str, function: Any, scope: str, argnames: tuple[str, ...]) -> None:
        self.name = name
        self.function = function
        self.scope = scope
        self.argnames = argnames
        self.autouse = False
        self.params: tuple[Any, ...] | None = None
        self.ids: Any = None
        self.is_method = False
        self.is_generator = bool(_flags(function) & _GENERATOR)


_SCOPES = {"session": 0, "package": 1, "module": 2, "class": 3, "function": 4}


def _flags(function: Any) -> int:
    code = getattr(function, "__code__", None)
    return code.co_flags if code is not None else 0


class _Collector:
    """Finds the cases of a suite's module, by pytest's rules for names and order."""

    def __init__(self, module: ModuleType, own: dict[int, Any]) -> None:
        self.module = module
        self.own = own
        self.items: list[_Item] = []
        self.module_marks = small_pytest.own_marks(module) if "pytestmark" in module.__dict__ else []
        self.fixtures: dict[str, _Fixture] = {}
        self.autouse: list[str] = []

    def collect(self) -> list[_Item]:
        """Return the module's cases in the order of pytest."""
        names = self.module.__dict__
        self._module_hooks(names)
        found = [(name, value) for name, value in names.items() if isinstance(value, FixtureDefinition)]
        _add_fixtures(found, self.fixtures, self.autouse, False)
        for name, value in list(names.items()):
            if isinstance(value, type):
                if id(value) not in self.own:
                    self._class(name, value, None)
            elif name[:4] == "test" and id(value) not in self.own and _is_test_function(value):
                self._function(name, value, None, False)
        return self.items

    def _module_hooks(self, names: dict[str, Any]) -> None:
        setup, teardown = (
            _first(names, "setUpModule", "setup_module"),
            _first(names, "tearDownModule", "teardown_module"),
        )
        if setup or teardown:
            module = self.module
            self._hook(self.fixtures, self.autouse, "module", lambda item: (setup, teardown, module))
        setup_each, teardown_each = _first(names, "setup_function"), _first(names, "teardown_function")
        if setup_each or teardown_each:
            none = (None, None, None)
            self._hook(
                self.fixtures,
                self.autouse,
                "function",
                lambda item: none if item.cls is not None else (setup_each, teardown_each, item.function),
            )

    @staticmethod
    def _hook(fixtures: dict[str, _Fixture], autouse: list[str], scope: str, find: Callable[[_Item], Any]) -> None:
        """Register a pair of set-up and tear-down functions as a fixture that every test uses."""

        def around(request: Any) -> Any:
            setup, teardown, argument = find(request._item)
            if setup is not None:
                _call_with_optional(setup, argument)
            yield
            if teardown is not None:
                _call_with_optional(teardown, argument)

        name = f"({scope} hook {len(autouse)} {id(fixtures)})"
        fixtures[name] = _Fixture(name, around, scope, ("request",))
        autouse.append(name)

    def _class(self, name: str, cls: Any, outer: _Class | None) -> None:
        unittest_case = sys.modules.get("unittest.case")
        is_unit = unittest_case is not None and issubclass(cls, unittest_case.TestCase)
        if not is_unit and not name.startswith("Test"):
            return
        if cls.__flags__ & _ABSTRACT:
            return
        if not is_unit and (cls.__init__ is not object.__init__ or cls.__new__ is not object.__new__):
            return
        holder = _Class(cls, f"{outer.id}::{name}" if outer is not None else name, outer, is_unit)
        for base in reversed(cls.__mro__):
            if "pytestmark" in base.__dict__:
                holder.marks.extend(small_pytest.own_marks(base))
        if is_unit:
            self._unit_class(holder)
        else:
            self._plain_class(holder)

    def _plain_class(self, holder: _Class) -> None:
        cls = holder.cls
        setup, teardown = getattr(cls, "setup_class", None), getattr(cls, "teardown_class", None)
        if setup or teardown:
            pair = getattr(setup, "__func__", setup), getattr(teardown, "__func__", teardown)
            self._hook(holder.fixtures, holder.autouse, "class", lambda item: (*pair, cls))
        if hasattr(cls, "setup_method") or hasattr(cls, "teardown_method"):
            self._hook(holder.fixtures, holder.autouse, "function", _method_hooks)
        found: list[tuple[str, Any]] = []
        members: list[tuple[str, Any]] = []
        seen: set[str] = set()
        for base in cls.__mro__[:-1]:
            mine = []
            for name, value in list(base.__dict__.items()):
                if name in seen:
                    continue
                seen.add(name)
                if isinstance(value, FixtureDefinition):
                    found.append((name, value))
                elif name[:4] == "test" or isinstance(value, type):
                    mine.append((name, value))
            members[:0] = mine
        _add_fixtures(found, holder.fixtures, holder.autouse, True)
        for name, value in members:
            if isinstance(value, type):
                self._class(name, value, holder)
                continue
            is_static = isinstance(value, staticmethod)
            function = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
            if _is_test_function(function):
                self._function(name, function, holder, not is_static)

    def _unit_class(self, holder: _Class) -> None:
        cls = holder.cls
        _unit_hooks(self, holder)
        found = False
        for name in sorted(name for name in dir(cls) if name.startswith("test") and callable(getattr(cls, name))):
            found = True
            self._unit_item(holder, name)
        if not found and getattr(cls, "runTest", None) is not None:
            self._unit_item(holder, "runTest")

    def _unit_item(self, holder: _Class, name: str) -> None:
        item = _Item(f"{holder.id}::{name}", name, getattr(holder.cls, name), self.module, holder)
        self._finish(item, small_pytest.own_marks(item.function), ())

    def _function(self, name: str, function: Any, holder: _Class | None, is_method: bool) -> None:
        """Add a test function, once for each of its parameter sets."""
        if _flags(function) & _GENERATOR:
            raise Failed(f"'yield' keyword is allowed in fixtures, but not in tests ({name})")
        case_id = f"{holder.id}::{name}" if holder is not None else name
        argnames = _argument_names(function, is_method)
        marks = small_pytest.own_marks(function) if "pytestmark" in function.__dict__ else []
        item = _Item(case_id, name, function, self.module, holder)
        self._finish(item, marks, argnames)
        spread = [mark for mark in item.marks if mark.name == "parametrize"]
        if not spread and not self._has_parameters(item):
            return
        self.items.pop()
        for values, picks, ids, extra in self._variants(item, spread):
            one = _Item(f"{case_id}[{'-'.join(ids)}]", f"{name}[{'-'.join(ids)}]", function, self.module, holder)
            one.parameters, one.picks = values, picks
            self._finish(one, [*marks, *extra], argnames)

    def _finish(self, item: _Item, own_marks: list[Mark], argnames: tuple[str, ...]) -> None:
        """Add an item with the marks and fixtures of its surroundings."""
        item.argnames = argnames
        item.marks = own_marks
        holder = item.outer
        while holder is not None:
            if holder.marks:
                item.marks = item.marks + holder.marks
            holder = holder.outer
        if self.module_marks:
            item.marks = item.marks + self.module_marks
        item.closure = self._closure(item)
        flags = _flags(item.function)
        item.is_simple = not (
            item.marks or item.closure or argnames or item.unit or flags & (_COROUTINE | _ASYNC_GENERATOR)
        )
        self.items.append(item)

    def _closure(self, item: _Item) -> list[str]:
        """Return the names of all fixtures the item needs, in the order they are set up."""
        chain = []
        holder = item.outer
        while holder is not None:
            chain.append(holder)
            holder = holder.outer
        initial = list(self.autouse)
        for holder in reversed(chain):
            initial += holder.autouse
        for mark in item.marks:
            if mark.name == "usefixtures":
                initial += mark.args
        initial += item.argnames
        if not initial:
            return []
        names: list[str] = []
        self._walk(initial, item, names)
        scopes = {}
        for name in names:
            defined = self.definitions(name, item)
            scopes[name] = _SCOPES[defined[-1].scope] if defined and name not in item.parameters else 4
        return sorted(names, key=lambda name: scopes[name])

    def _walk(self, wanted: Any, item: _Item, names: list[str]) -> None:
        for name in wanted:
            if name in names:
                continue
            names.append(name)
            if name in item.parameters:
                continue
            for fixture in reversed(self.definitions(name, item)):
                self._walk([one for one in fixture.argnames if one != name], item, names)
                if name not in fixture.argnames:
                    break

    def definitions(self, name: str, item: _Item) -> list[_Fixture]:
        """Return the fixtures of a name that an item sees, the nearest last."""
        found: list[_Fixture] = []
        holder = item.outer
        while holder is not None:
            if name in holder.fixtures:
                found.insert(0, holder.fixtures[name])
            holder = holder.outer
        if name in self.fixtures:
            found.insert(0, self.fixtures[name])
        if name in _BUILTIN:
            found.insert(0, _BUILTIN[name])
        return found

    def _has_parameters(self, item: _Item) -> bool:
        return any(self._parametrized(name, item) is not None for name in item.closure)

    def _parametrized(self, name: str, item: _Item) -> _Fixture | None:
        """Return the fixture of that name whose parameters multiply the item, if there is one."""
        for fixture in reversed(self.definitions(name, item)):
            if fixture.params is not None:
                return fixture
            if name not in fixture.argnames:
                break
        return None

    def _variants(self, item: _Item, spread: list[Mark]) -> list[tuple[dict[str, Any], dict[str, Any], list[str], Any]]:
        """Return (arguments, fixture parameters, id parts, marks) of every combination."""
        direct = [_parsed(mark) for mark in spread]
        named = {name for names, _, _ in direct for name in names}
        missing = named - set(item.closure)
        if missing:
            raise Failed(f"In {item.id}: function uses no argument {sorted(missing)[0]!r}")
        variants: list[tuple[dict[str, Any], dict[str, Any], list[str], Any]] = [({}, {}, [], [])]
        for name in item.closure:
            fixture = None if name in named else self._parametrized(name, item)
            if fixture is not None:
                sets = [v if isinstance(v, ParameterSet) else ParameterSet((v,)) for v in fixture.params or ()]
                _, sets = small_pytest.parse_parametrize(name, sets)
                ids = small_pytest.make_ids([name], sets, fixture.ids)
                variants = [
                    (values, {**picks, name: (k, sets[k].values[0])}, [*parts, ids[k]], [*marks, *sets[k].marks])
                    for values, picks, parts, marks in variants
                    for k in range(len(sets))
                ]
        for names, sets, ids in direct:
            if any(name in values for name in names for values, _, _, _ in variants[:1]):
                raise Failed(f"{item.id}: duplicate parametrization of {names}")
            variants = [
                ({**values, **_named(names, sets[k].values)}, picks, [*parts, ids[k]], [*marks, *sets[k].marks])
                for values, picks, parts, marks in variants
                for k in range(len(sets))
            ]
        return variants


def _parsed(mark: Mark) -> tuple[list[str], list[ParameterSet], list[str]]:
    """Return the names, parameter sets and ids of a ``parametrize`` mark."""
    names_given, values_given, ids = _parametrize_arguments(*mark.args, **mark.kwargs)
    names, sets = small_pytest.parse_parametrize(names_given, values_given)
    return names, sets, small_pytest.make_ids(names, sets, ids)


def _parametrize_arguments(argnames: Any, argvalues: Any, *, ids: Any = None) -> tuple[Any, Any, Any]:
    return argnames, argvalues, ids


def _named(names: list[str], values: Any) -> dict[str, Any]:
    return {name: values[k] for k, name in enumerate(names)}


def _first(names: dict[str, Any], *wanted: str) -> Any:
    for name in wanted:
        value = names.get(name)
        if value is not None and not isinstance(value, FixtureDefinition):
            return value
    return None


def _method_hooks(item: _Item) -> tuple[Any, Any, Any]:
    instance = item.instance
    return getattr(instance, "setup_method", None), getattr(instance, "teardown_method", None), item.function


def _call_with_optional(function: Any, argument: Any) -> None:
    """Call a set-up function with its argument, or without if it takes none."""
    count = function.__code__.co_argcount - isinstance(function, MethodType)
    if count:
        function(argument)
    else:
        function()


def _add_fixtures(found: list[Any], fixtures: dict[str, _Fixture], autouse: list[str], is_method: bool) -> None:
    for _, definition in sorted(found, key=lambda pair: pair[0]):
        function = definition.function
        is_static = isinstance(function, staticmethod)
        function = getattr(function, "__func__", function)
        bound = is_method and not is_static
        fixture = _Fixture(definition.name, function, definition.scope, _argument_names(function, bound))
        fixture.params, fixture.ids, fixture.is_method = definition.params, definition.ids, bound
        fixtures[fixture.name] = fixture
        if definition.autouse:
            autouse.append(fixture.name)


def _is_test_function(value: Any) -> bool:
    if isinstance(value, FunctionType):
        return True
    functools = sys.modules.get("functools")
    if functools is not None and isinstance(value, functools.partial):
        return True
    return callable(value) and not isinstance(value, (type, FixtureDefinition)) and hasattr(value, "__wrapped__")


def _argument_names(function: Any, is_method: bool) -> tuple[str, ...]:
    """Return the names of the arguments that a test or fixture must be given."""
    real = function
    while hasattr(real, "__wrapped__"):
        real = real.__wrapped__
    if not isinstance(real, FunctionType):
        return _signature_names(function, is_method)
    code = real.__code__
    if not (code.co_argcount or code.co_kwonlyargcount):
        return ()
    positional = code.co_varnames[: code.co_argcount]
    optional = len(real.__defaults__ or ())
    names = list(positional[code.co_posonlyargcount : len(positional) - optional])
    if is_method and not code.co_posonlyargcount:
        names = names[1:]
    defaults = real.__kwdefaults__ or {}
    only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    names += [name for name in only if name not in defaults]
    return tuple(names[_patch_count(function) :] if real is not function else names)


def _signature_names(function: Any, is_method: bool) -> tuple[str, ...]:
    import inspect

    parameters = inspect.signature(function).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    names = [one.name for one in parameters if one.kind in kinds and one.default is inspect.Parameter.empty]
    return tuple(names[1:] if is_method else names)


def _patch_count(function: Any) -> int:
    """Return how many arguments ``mock.patch`` decorators supply."""
    mock = sys.modules.get("unittest.mock")
    patchings = getattr(function, "patchings", ())
    return sum(1 for one in patchings if not one.attribute_name and mock is not None and one.new is mock.DEFAULT)


# ---- running --------------------------------------------------------------------------------------


class _Runner:
    """Runs collected items in order and says what each did."""

    def __init__(self, collector: _Collector, source: str, scratch_dir: str) -> None:
        self.collector = collector
        self.source = source
        self.scratch_dir = scratch_dir
        self.stacks: dict[str, list[Callable[[], Any]]] = {"module": [], "class": [], "function": []}
        self.values: dict[Any, Any] = {}
        self.folders: dict[str, int] = {}

    def run(self, items: list[_Item], report: Report) -> None:
        """Run every item and report it as it ends."""
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            report(item.id, *self._run(item, following))

    def _run(self, item: _Item, following: _Item | None) -> Outcome:
        if not item.is_simple:
            outcome = self._run_full(item)
        else:
            try:
                function = item.function if item.cls is None else getattr(item.cls(), item.name)
                result = function()
                if result is not None:
                    _refuse_awaitable(result)
                outcome = PASSED, ""
            except BaseException as error:
                outcome = self._outcome(error, "call", None)
        late = self._tear_down(item, following)
        if late is not None and outcome[0] not in (FAILED, ERROR, MEMORY):
            kind = self._outcome(late, "teardown", _excuse_of(item))
            if kind[0] in (ERROR, MEMORY):
                return kind
        return outcome

    def _run_full(self, item: _Item) -> Outcome:
        excuse = None
        phase = "setup"
        try:
            _skip_if_marked(item)
            excuse = _excuse_of(item)
            if excuse is not None and not excuse.run:
                raise XFailed("[NOTRUN] " + excuse.reason)
            if item.cls is not None:
                item.instance = item.cls(item.name) if item.unit else item.cls()
            arguments = self._arguments(item)
            phase = "call"
            if item.unit:
                errors = _run_unit(item)
                if errors:
                    raise errors[0]
            else:
                function = item.function if item.instance is None else getattr(item.instance, item.name.split("[")[0])
                _call_test(item, function, arguments)
        except BaseException as error:
            return self._outcome(error, phase, excuse)
        if excuse is None:
            return PASSED, ""
        if excuse.strict:
            return FAILED, cut("[XPASS(strict)] " + excuse.reason)
        return XPASSED, cut(excuse.reason)

    def _outcome(self, error: BaseException, phase: str, excuse: _Excuse | None) -> Outcome:
        kind = type(error)
        if issubclass(kind, XFailed):
            return XFAILED, cut(_text_of(error))
        if issubclass(kind, Skipped) or _is_unittest_skip(kind):
            return SKIPPED, cut(_text_of(error))
        if excuse is not None and excuse.covers(error):
            return XFAILED, cut(excuse.reason)
        message = describe(error, self.source)
        if phase == "call":
            return status_of(error, (AssertionError, Failed)), message
        return status_of(error), cut_before(message, f" (in {phase})")

    # -- fixtures

    def _arguments(self, item: _Item) -> dict[str, Any]:
        if not item.closure:
            return {}
        request = self._request(item, "function", None)
        for name in item.closure:
            self._value(name, item, None, "function", request)
        return {name: self._value(name, item, None, "function", request) for name in item.argnames}

    def _request(self, item: _Item, scope: str, pick: Any) -> small_pytest.FixtureRequest:
        stack = self.stacks[_stack_of(scope)]
        request = small_pytest.FixtureRequest(
            item, lambda name: self._value(name, item, None, scope, None), stack.append, scope
        )
        if pick is not None:
            request.param = pick[1]  # type: ignore[attr-defined]
        return request

    def _value(self, name: str, item: _Item, above: _Fixture | None, scope: str, request: Any) -> Any:
        """Return the value of a fixture for an item, setting it up where it is not yet.

        Args:
            name: The fixture's name.
            item: The test that needs it.
            above: A fixture of the same name that asks for the one it overrides.
            scope: The scope of who asks.
            request: The asker's own ``request``.
        """
        if name == "request":
            return request
        if name in item.parameters:
            return item.parameters[name]
        found = self.collector.definitions(name, item)
        if above is not None:
            found = found[: found.index(above)]
        if not found:
            raise LookupError(f"fixture {name!r} not found")
        fixture = found[-1]
        if _SCOPES[fixture.scope] > _SCOPES[scope]:
            fail = f"ScopeMismatch: a {scope} scoped fixture asks for the {fixture.scope} scoped fixture {name!r}"
            raise Failed(fail)
        pick = item.picks.get(name)
        key = (id(fixture), None if pick is None else pick[0])
        if key not in self.values:
            self._set_up(fixture, key, item, pick)
        value, error = self.values[key]
        if error is not None:
            raise error
        return value

    def _set_up(self, fixture: _Fixture, key: Any, item: _Item, pick: Any) -> None:
        request = self._request(item, fixture.scope, pick)
        stack = self.stacks[_stack_of(fixture.scope)]
        try:
            arguments = {
                name: self._value(name, item, fixture if name == fixture.name else None, fixture.scope, request)
                for name in fixture.argnames
            }
            stack.append(lambda: self.values.pop(key, None))
            self.values[key] = self._call_fixture(fixture, item, arguments, stack), None
        except BaseException as error:
            if key not in self.values:
                stack.append(lambda: self.values.pop(key, None))
            self.values[key] = None, error

    def _call_fixture(self, fixture: _Fixture, item: _Item, arguments: dict[str, Any], stack: list[Any]) -> Any:
        if fixture.name in _BUILTIN and _BUILTIN[fixture.name] is fixture:
            return fixture.function(self, item, stack)
        function = fixture.function
        if fixture.is_method:
            owner = item.instance if fixture.scope == "function" else item.cls()  # type: ignore[misc]
            function = MethodType(function, owner)
        if not fixture.is_generator:
            return function(**arguments)
        generator = function(**arguments)
        try:
            value = next(generator)
        except StopIteration:
            raise ValueError(f"{fixture.name} did not yield a value") from None
        stack.append(lambda: _finish_generator(generator, fixture.name))
        return value

    def _tear_down(self, item: _Item, following: _Item | None) -> BaseException | None:
        """Finish what the following item does not share, and return the first exception."""
        stacks = self.stacks
        error = _unwind(stacks["function"])
        if stacks["class"] and (item.outer is None or following is None or following.outer is not item.outer):
            error = error or _unwind(stacks["class"])
        if stacks["module"] and following is None:
            error = error or _unwind(stacks["module"])
        return error

    def new_folder(self, name: str) -> Any:
        """Make the folder of ``tmp_path``."""
        import os
        from pathlib import Path

        short = "".join(c if c.isalnum() or c == "_" else "_" for c in name)[:30]
        number = self.folders.get(short, 0)
        self.folders[short] = number + 1
        folder = os.path.join(os.path.realpath(self.scratch_dir), "pytest-tmp", f"{short}{number}")
        os.makedirs(folder, mode=0o700)
        return Path(folder)


def _stack_of(scope: str) -> str:
    return scope if scope in ("function", "class") else "module"


def _unwind(stack: list[Callable[[], Any]]) -> BaseException | None:
    first = None
    while stack:
        try:
            stack.pop()()
        except BaseException as error:
            first = first or error
    return first


def _finish_generator(generator: Any, name: str) -> None:
    try:
        next(generator)
    except StopIteration:
        return
    raise Failed(f"fixture function has more than one 'yield': {name}")


def _monkeypatch(runner: _Runner, item: _Item, stack: list[Any]) -> Any:
    patch = small_pytest.MonkeyPatch()
    stack.append(patch.undo)
    return patch


def _capsys(runner: _Runner, item: _Item, stack: list[Any]) -> Any:
    capture = small_pytest.CaptureFixture()
    stack.append(capture.close)
    return capture


def _recwarn(runner: _Runner, item: _Item, stack: list[Any]) -> Any:
    import warnings

    recorder = small_pytest.WarningsRecorder()
    recorder.__enter__()
    stack.append(lambda: recorder.__exit__(None, None, None))
    warnings.simplefilter("default")
    return recorder


def _tmp_path(runner: _Runner, item: _Item, stack: list[Any]) -> Any:
    return runner.new_folder(item.name)


_BUILTIN = {
    name: _Fixture(name, function, "function", ())
    for name, function in (
        ("monkeypatch", _monkeypatch),
        ("capsys", _capsys),
        ("recwarn", _recwarn),
        ("tmp_path", _tmp_path),
    )
}


# ---- calling one test -----------------------------------------------------------------------------


def is_coroutine(function: Any) -> bool:
    """Return whether a function is written with ``async def`` and without ``yield``."""
    return bool(_flags(function) & _COROUTINE)


def _call_test(item: _Item, function: Any, arguments: dict[str, Any]) -> None:
    if is_coroutine(item.function) and any(mark.name == "asyncio" for mark in item.marks):
        import asyncio

        asyncio.run(function(**arguments))
        return
    if _flags(item.function) & (_COROUTINE | _ASYNC_GENERATOR):
        _refuse_async()
    result = function(**arguments)
    if result is not None:
        _refuse_awaitable(result)


def _refuse_awaitable(result: Any) -> None:
    if hasattr(result, "__await__") or hasattr(result, "__aiter__"):
        if hasattr(result, "close"):
            result.close()
        _refuse_async()


def _refuse_async() -> None:
    raise Failed("async def functions are not natively supported")


class _Excuse:
    """An ``xfail`` mark that applies."""

    __slots__ = ("raises", "reason", "run", "strict")

    def __init__(self, reason: str, run: bool, strict: bool, raises: Any) -> None:
        self.reason = reason
        self.run = run
        self.strict = strict
        self.raises = raises

    def covers(self, error: BaseException) -> bool:
        """Return whether the exception is one that was expected."""
        if self.raises is None:
            return True
        if isinstance(self.raises, small_pytest.RaisesExc):
            return self.raises.matches(error)
        return isinstance(error, self.raises)


def _skip_if_marked(item: _Item) -> None:
    for mark in item.marks:
        if mark.name == "skipif":
            for condition in _conditions(mark):
                applies, reason = _evaluate(item, mark, condition)
                if applies:
                    raise Skipped(reason)
    for mark in item.marks:
        if mark.name == "skip":
            raise Skipped(_skip_reason(*mark.args, **mark.kwargs))


def _skip_reason(reason: str = "unconditional skip") -> str:
    return reason


def _excuse_of(item: _Item) -> _Excuse | None:
    for mark in item.marks:
        if mark.name != "xfail":
            continue
        keywords = mark.kwargs
        for condition in _conditions(mark):
            applies, reason = _evaluate(item, mark, condition)
            if applies:
                strict = bool(keywords.get("strict"))
                return _Excuse(reason, keywords.get("run", True), strict, keywords.get("raises"))
    return None


_ALWAYS = object()


def _conditions(mark: Mark) -> Any:
    if "condition" in mark.kwargs:
        return (mark.kwargs["condition"],)
    return mark.args or (_ALWAYS,)


def _evaluate(item: _Item, mark: Mark, condition: Any) -> tuple[bool, str]:
    """Return whether a ``skipif`` or ``xfail`` condition holds, and the reason given."""
    reason = mark.kwargs.get("reason")
    if condition is _ALWAYS:
        return True, reason or ""
    if isinstance(condition, str):
        import os
        import platform

        names = {"os": os, "sys": sys, "platform": platform, **item.function.__globals__}
        try:
            return bool(eval(condition, names)), reason or "condition: " + condition
        except Exception as error:
            raise Failed(f"Error evaluating {mark.name!r} condition: {type(error).__name__}") from None
    try:
        applies = bool(condition)
    except Exception as error:
        raise Failed(f"Error evaluating {mark.name!r} condition as a boolean: {type(error).__name__}") from None
    if reason is None:
        raise Failed(f"Error evaluating {mark.name!r}: you need to specify reason=STRING for boolean conditions")
    return applies, reason


def cut(text: str) -> str:
    """Return a text cut to the length of a message."""
    return text[:MESSAGE_CHARS]


def cut_before(text: str, end: str) -> str:
    """Return a text with an ending, together no longer than a message."""
    return text[: MESSAGE_CHARS - len(end)] + end


def _is_unittest_skip(kind: type) -> bool:
    unittest_case = sys.modules.get("unittest.case")
    return unittest_case is not None and issubclass(kind, unittest_case.SkipTest)


# ---- unittest -------------------------------------------------------------------------------------


class _UnitResult:
    """A ``unittest`` result that keeps what was raised, in order."""

    failfast = False
    shouldStop = False

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.subtest_errors: list[BaseException] = []

    def startTest(self, test: Any) -> None:
        """Ignore the start."""

    def stopTest(self, test: Any) -> None:
        """Ignore the end."""

    def addSuccess(self, test: Any) -> None:
        """Ignore a success: a test without errors passed."""

    def addDuration(self, test: Any, elapsed: float) -> None:
        """Ignore the duration."""

    def addError(self, test: Any, info: Any) -> None:
        """Keep what was raised."""
        self.errors.append(info[1])

    addFailure = addError

    def addSubTest(self, test: Any, subtest: Any, info: Any) -> None:
        """Keep what a subtest raised; a skipped one does not count."""
        if info is not None:
            self.subtest_errors.append(info[1])

    def addSkip(self, test: Any, reason: str) -> None:
        """Keep a skip of the whole test."""
        if not hasattr(test, "test_case"):
            self.errors.append(Skipped(str(reason)))

    def addExpectedFailure(self, test: Any, info: Any) -> None:
        """Keep a failure that was expected."""
        self.errors.append(XFailed(""))

    def addUnexpectedSuccess(self, test: Any) -> None:
        """Keep a success that was not expected: unittest calls that a failure."""
        self.errors.append(Failed("Unexpected success"))


def _run_unit(item: _Item) -> list[BaseException]:
    result = _UnitResult()
    item.instance(result)
    return result.subtest_errors + result.errors


def _unit_hooks(collector: _Collector, holder: _Class) -> None:
    """Register the class and method hooks of a ``TestCase`` as fixtures."""
    cls = holder.cls

    def skip_whole_class(request: Any) -> None:
        raise Skipped(getattr(cls, "__unittest_skip_why__", ""))

    if getattr(cls, "__unittest_skip__", False):
        _register(holder, "class", skip_whole_class)
        return
    if hasattr(cls, "setup_method") or hasattr(cls, "teardown_method"):
        collector._hook(holder.fixtures, holder.autouse, "function", _method_hooks)
    _register(holder, "class", lambda request: _around_class(cls))
    setup, teardown = getattr(cls, "setup_class", None), getattr(cls, "teardown_class", None)
    if setup or teardown:
        pair = getattr(setup, "__func__", setup), getattr(teardown, "__func__", teardown)
        collector._hook(holder.fixtures, holder.autouse, "class", lambda item: (*pair, cls))


def _register(holder: _Class, scope: str, function: Any) -> None:
    name = f"({scope} unittest {len(holder.autouse)} {id(holder)})"
    fixture = _Fixture(name, function, scope, ("request",))
    fixture.is_generator = not fixture.function.__name__.startswith("skip")
    holder.fixtures[name] = fixture
    holder.autouse.append(name)


def _around_class(cls: Any) -> Any:
    try:
        cls.setUpClass()
    except Exception:
        _clean_up_class(cls)
        raise
    yield
    try:
        cls.tearDownClass()
    finally:
        _clean_up_class(cls)


def _clean_up_class(cls: Any) -> None:
    cls.doClassCleanups()
    errors = getattr(cls, "tearDown_exceptions", None)
    if errors:
        raise errors[0][1]


# ---- pytest suites --------------------------------------------------------------------------------


class NoInput:
    """``sys.stdin`` while a suite runs: reading raises, as under pytest."""

    encoding = "utf-8"

    def _refuse(self, *args: Any) -> Any:
        raise OSError("pytest: reading from stdin while output is captured!  Consider using `-s`.")

    read = readline = readlines = __next__ = _refuse

    def __iter__(self) -> Any:
        return self

    def fileno(self) -> int:
        """Refuse: there is no file."""
        import io

        raise io.UnsupportedOperation("redirected stdin is pseudofile, has no fileno()")

    def isatty(self) -> bool:
        """Return False."""
        return False

    def close(self) -> None:
        """Do nothing."""


def compile_pytest(source: str) -> CodeType:
    """Compile a pytest suite. The result can be marshalled."""
    return compile(source, SUITE_FILE, "exec", dont_inherit=True)


def star_import(solution_module: ModuleType, names: dict[str, Any]) -> None:
    """Put the names into ``names`` that ``from solution import *`` would."""
    own = solution_module.__dict__
    listed = own.get("__all__")
    if listed is None:
        for name, value in list(own.items()):
            if name[:1] != "_":
                names[name] = value
        return
    for name in listed:
        names[name] = getattr(solution_module, name)


def values_by_id(module: ModuleType) -> dict[int, Any]:
    """Return a module's values by their identity; holding them keeps the ids from being used again."""
    return {id(value): value for value in module.__dict__.values()}


def run_pytest(code: CodeType, source: str, solution_module: ModuleType, report: Report, scratch_dir: str) -> None:
    """Run a pytest suite against a loaded program.

    Args:
        code: The suite as :func:`compile_pytest` compiled it.
        source: The suite's text, for messages.
        solution_module: The program; it already is ``sys.modules["solution"]``.
        report: Called with (case id, status, message) as each case ends.
        scratch_dir: A folder of the program's own, for ``tmp_path``.

    Raises:
        SuiteError: If the suite cannot be loaded; no case ran.
    """
    own = values_by_id(solution_module)
    module = ModuleType(SUITE_NAME)
    module.__file__ = f"{scratch_dir}/{SUITE_FILE}"
    modules = sys.modules
    saved = [(name, modules.get(name)) for name in ("pytest", SUITE_NAME)]
    stdin = sys.stdin
    modules["pytest"] = small_pytest
    modules[SUITE_NAME] = module
    sys.stdin = NoInput()
    try:
        collector = _load(code, source, module, solution_module, own)
        _Runner(collector, source, scratch_dir).run(collector.items, report)
    finally:
        sys.stdin = stdin
        for name, old in saved:
            if old is None:
                modules.pop(name, None)
            else:
                modules[name] = old


def _load(code: CodeType, source: str, module: ModuleType, solution: ModuleType, own: dict[int, Any]) -> _Collector:
    try:
        star_import(solution, module.__dict__)
        exec(code, module.__dict__)
        collector = _Collector(module, own)
        collector.collect()
    except BaseException as error:
        raise SuiteError(describe(error, source)) from None
    return collector


# ---- assert suites --------------------------------------------------------------------------------

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
    code: CodeType = compile(ast.Module(statements, []), SUITE_FILE, "exec", dont_inherit=True)
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


def run_assert(steps: Steps, source: str, solution_module: ModuleType, report: Report) -> None:
    """Run a script of asserts in the namespace of a loaded program.

    Args:
        steps: What :func:`compile_assert` returned.
        source: The suite's text, for messages.
        solution_module: The program.
        report: Called with (case id, status, message) as each case ends.
    """
    names = solution_module.__dict__
    names["__name__"] = "__main__"
    scope: dict[str, Any] | None = None
    broken = None
    for case_id, code in steps:
        outcome = None
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
