"""Finds the cases of a suite's module, by pytest's rules for names and order."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any

from kodenv.sandbox.cases.arguments import argument_names
from kodenv.sandbox.cases.fixture_lookup import closure
from kodenv.sandbox.cases.hooks import add_class_hooks, add_module_hooks
from kodenv.sandbox.cases.items import ASYNC_GENERATOR, COROUTINE, GENERATOR, Fixture, Holder, Item, code_flags
from kodenv.sandbox.cases.unittest_cases import add_unittest_hooks, is_unittest_case, test_names
from kodenv.sandbox.cases.variants import Variant, find_variants
from kodenv.sandbox.small_pytest.fixtures import FixtureDefinition
from kodenv.sandbox.small_pytest.marks import Mark, own_marks
from kodenv.sandbox.small_pytest.outcomes import Failed

_ABSTRACT = 1 << 20


class Collector:
    """Goes through a loaded suite once."""

    def __init__(self, module: ModuleType, own: dict[int, Any]) -> None:
        """Collect from a module; ``own`` are the program's values by identity: they are no cases."""
        self.module = module
        self.own = own
        self.items: list[Item] = []
        self.top = Holder()

    def collect(self) -> list[Item]:
        """Return the module's cases in the order of pytest."""
        names = self.module.__dict__
        if "pytestmark" in names:
            self.top.marks = own_marks(self.module)
        add_module_hooks(self.top, self.module)
        _add_fixtures((value for value in names.items() if isinstance(value[1], FixtureDefinition)), self.top)
        for name, value in list(names.items()):
            if isinstance(value, type):
                if id(value) not in self.own:
                    self._class(name, value, self.top)
            elif name[:4] == "test" and id(value) not in self.own and _is_test_function(value):
                self._function(name, value, self.top, False)
        return self.items

    def _class(self, name: str, cls: Any, outer: Holder) -> None:
        is_unit = is_unittest_case(cls)
        if cls.__flags__ & _ABSTRACT or not (is_unit or _is_test_class(name, cls)):
            return
        holder = Holder(outer, cls, name, is_unit)
        for base in reversed(cls.__mro__):
            if "pytestmark" in base.__dict__:
                holder.marks.extend(own_marks(base))
        if is_unit:
            add_unittest_hooks(holder)
        add_class_hooks(holder)
        if is_unit:
            for test in test_names(cls):
                function = getattr(cls, test)
                self.items.append(self._item(test, function, holder, own_marks(function), ()))
        else:
            self._members(holder)

    def _members(self, holder: Holder) -> None:
        """Add what a plain class and its bases define: the bases' tests first, each name as the class sees it."""
        fixtures: list[tuple[str, Any]] = []
        members: list[tuple[str, Any]] = []
        seen: set[str] = set()
        for base in holder.cls.__mro__[:-1]:
            mine = []
            for name, value in list(base.__dict__.items()):
                if name in seen:
                    continue
                seen.add(name)
                if isinstance(value, FixtureDefinition):
                    fixtures.append((name, value))
                elif name[:4] == "test" or isinstance(value, type):
                    mine.append((name, value))
            members[:0] = mine
        _add_fixtures(fixtures, holder)
        for name, value in members:
            if isinstance(value, type):
                self._class(name, value, holder)
                continue
            function = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
            if _is_test_function(function):
                self._function(name, function, holder, not isinstance(value, staticmethod))

    def _function(self, name: str, function: Any, holder: Holder, is_method: bool) -> None:
        """Add a test function, once for each combination of its parameters."""
        if code_flags(function) & GENERATOR:
            raise Failed(f"'yield' keyword is allowed in fixtures, but not in tests ({name})")
        argnames = argument_names(function, is_method)
        marks = own_marks(function) if "pytestmark" in function.__dict__ else []
        item = self._item(name, function, holder, marks, argnames)
        variants = [] if item.is_simple else find_variants(item)
        if not variants:
            self.items.append(item)
        for variant in variants:
            full_name = f"{name}[{'-'.join(variant.ids)}]"
            self.items.append(self._item(full_name, function, holder, [*marks, *variant.marks], argnames, variant))

    def _item(
        self,
        name: str,
        function: Any,
        holder: Holder,
        marks: list[Mark],
        argnames: tuple[str, ...],
        variant: Variant | None = None,
    ) -> Item:
        """Return a case with the marks and fixtures of its surroundings."""
        item = Item(name, function, self.module, holder)
        item.argnames = argnames
        item.marks = marks
        if variant is not None:
            item.parameters, item.picks = variant.parameters, variant.picks
        around: Holder | None = holder
        while around is not None:
            if around.marks:
                item.marks = item.marks + around.marks
            around = around.outer
        item.closure = closure(item)
        is_async = code_flags(function) & (COROUTINE | ASYNC_GENERATOR)
        item.is_simple = not (item.marks or item.closure or argnames or holder.is_unit or is_async)
        return item


def _add_fixtures(found: Iterable[tuple[str, Any]], holder: Holder) -> None:
    for _, definition in sorted(found, key=lambda pair: pair[0]):
        function = definition.function
        is_method = holder.cls is not None and not isinstance(function, staticmethod)
        function = getattr(function, "__func__", function)
        fixture = Fixture(definition.name, function, definition.scope, argument_names(function, is_method))
        fixture.params, fixture.ids, fixture.is_method = definition.params, definition.ids, is_method
        holder.fixtures[fixture.name] = fixture
        if definition.autouse:
            holder.autouse.append(fixture.name)


def _is_test_class(name: str, cls: Any) -> bool:
    return name.startswith("Test") and cls.__init__ is object.__init__ and cls.__new__ is object.__new__


def _is_test_function(value: Any) -> bool:
    if isinstance(value, FunctionType):
        return True
    functools = sys.modules.get("functools")
    if functools is not None and isinstance(value, functools.partial):
        return True
    return callable(value) and not isinstance(value, (type, FixtureDefinition)) and hasattr(value, "__wrapped__")
