"""Set-up and tear-down functions, as fixtures that every test around them uses."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType, ModuleType
from typing import Any

from kodenv.sandbox.cases.items import Fixture, Holder, Item
from kodenv.sandbox.small_pytest.fixtures import FixtureDefinition


def add_hook(holder: Holder, scope: str, around: Callable[[Any], Any]) -> None:
    """Register a generator function that takes ``request`` and yields once, where the tests run."""
    name = f"({scope} hook {len(holder.autouse)} {id(holder)})"
    holder.fixtures[name] = Fixture(name, around, scope, ("request",))
    holder.autouse.append(name)


def add_module_hooks(holder: Holder, module: ModuleType) -> None:
    """Register ``setup_module``, ``setup_function`` and their kind."""
    names = module.__dict__
    setup, teardown = _first(names, "setUpModule", "setup_module"), _first(names, "tearDownModule", "teardown_module")
    if setup or teardown:
        _add_pair(holder, "module", lambda item: (setup, teardown, module))
    setup_each, teardown_each = _first(names, "setup_function"), _first(names, "teardown_function")
    if setup_each or teardown_each:
        none = (None, None, None)
        _add_pair(
            holder,
            "function",
            lambda item: none if item.cls is not None else (setup_each, teardown_each, item.function),
        )


def add_class_hooks(holder: Holder) -> None:
    """Register ``setup_class``, ``setup_method`` and their kind."""
    cls = holder.cls
    setup, teardown = getattr(cls, "setup_class", None), getattr(cls, "teardown_class", None)
    if setup or teardown:
        pair = getattr(setup, "__func__", setup), getattr(teardown, "__func__", teardown)
        _add_pair(holder, "class", lambda item: (*pair, cls))
    if hasattr(cls, "setup_method") or hasattr(cls, "teardown_method"):
        _add_pair(holder, "function", _method_hooks)


def _add_pair(holder: Holder, scope: str, find: Callable[[Item], tuple[Any, Any, Any]]) -> None:
    """Register the set-up and tear-down function (and their argument) that ``find`` returns for a case."""

    def around(request: Any) -> Any:
        setup, teardown, argument = find(request._item)
        if setup is not None:
            _call_with_optional(setup, argument)
        yield
        if teardown is not None:
            _call_with_optional(teardown, argument)

    add_hook(holder, scope, around)


def _first(names: dict[str, Any], *wanted: str) -> Any:
    for name in wanted:
        value = names.get(name)
        if value is not None and not isinstance(value, FixtureDefinition):
            return value
    return None


def _method_hooks(item: Item) -> tuple[Any, Any, Any]:
    instance = item.instance
    return getattr(instance, "setup_method", None), getattr(instance, "teardown_method", None), item.function


def _call_with_optional(function: Any, argument: Any) -> None:
    """Call a set-up function with its argument, or without if it takes none."""
    count = function.__code__.co_argcount - isinstance(function, MethodType)
    if count:
        function(argument)
    else:
        function()
