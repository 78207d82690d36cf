"""The values of fixtures while the cases run: set up when first needed, torn down when no case shares them."""

from __future__ import annotations

from types import MethodType
from typing import Any

from kodenv.sandbox.cases.builtin_fixtures import BUILTIN, Finalizers, TemporaryFolders
from kodenv.sandbox.cases.fixture_lookup import definitions
from kodenv.sandbox.cases.items import SCOPES, Fixture, Item
from kodenv.sandbox.small_pytest.fixtures import FixtureRequest
from kodenv.sandbox.small_pytest.outcomes import Failed


class FixtureValues:
    """Keeps the fixtures that are set up, and what undoes them."""

    def __init__(self, scratch_dir: str) -> None:
        self.folders = TemporaryFolders(scratch_dir)
        self.stacks: dict[str, Finalizers] = {"module": [], "class": [], "function": []}
        self.values: dict[Any, tuple[Any, BaseException | None]] = {}

    def set_up(self, item: Item) -> dict[str, Any]:
        """Set up all that an item needs, and return its arguments."""
        if not item.closure:
            return {}
        request = self._request(item, "function", None)
        for name in item.closure:
            self._value(name, item, None, "function", request)
        return {name: self._value(name, item, None, "function", request) for name in item.argnames}

    def tear_down(self, item: Item, following: Item | None) -> BaseException | None:
        """Finish what the following item does not share, and return the first exception."""
        stacks = self.stacks
        error = _unwind(stacks["function"])
        if stacks["class"] and (item.cls is None or following is None or following.holder is not item.holder):
            error = error or _unwind(stacks["class"])
        if stacks["module"] and following is None:
            error = error or _unwind(stacks["module"])
        return error

    def _request(self, item: Item, scope: str, pick: tuple[int, Any] | None) -> FixtureRequest:
        stack = self.stacks[_stack_of(scope)]
        request = FixtureRequest(item, lambda name: self._value(name, item, None, scope, None), stack.append, scope)
        if pick is not None:
            request.param = pick[1]  # type: ignore[attr-defined]
        return request

    def _value(self, name: str, item: Item, above: Fixture | None, scope: str, request: Any) -> Any:
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
        found = definitions(name, item)
        if above is not None:
            found = found[found.index(above) + 1 :]
        if not found:
            raise LookupError(f"fixture {name!r} not found")
        fixture = found[0]
        if SCOPES[fixture.scope] > SCOPES[scope]:
            message = f"ScopeMismatch: a {scope} scoped fixture asks for the {fixture.scope} scoped fixture {name!r}"
            raise Failed(message)
        pick = item.picks.get(name)
        key = (id(fixture), None if pick is None else pick[0])
        if key not in self.values:
            self._set_up(fixture, key, item, pick)
        value, error = self.values[key]
        if error is not None:
            raise error
        return value

    def _set_up(self, fixture: Fixture, key: Any, item: Item, pick: tuple[int, Any] | None) -> None:
        """Keep the fixture's value, or what setting it up raised: it is not tried again for who shares it."""
        request = self._request(item, fixture.scope, pick)
        stack = self.stacks[_stack_of(fixture.scope)]
        stack.append(lambda: self.values.pop(key, None))
        try:
            arguments = {
                name: self._value(name, item, fixture if name == fixture.name else None, fixture.scope, request)
                for name in fixture.argnames
            }
            self.values[key] = self._call(fixture, item, arguments, stack), None
        except BaseException as error:
            self.values[key] = None, error

    def _call(self, fixture: Fixture, item: Item, arguments: dict[str, Any], stack: Finalizers) -> Any:
        if BUILTIN.get(fixture.name) is fixture:
            return fixture.function(item, stack, self.folders)
        function = fixture.function
        if fixture.is_method:
            owner = item.instance if fixture.scope == "function" else item.cls()
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


def _stack_of(scope: str) -> str:
    return scope if scope in ("function", "class") else "module"


def _unwind(stack: Finalizers) -> BaseException | None:
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
