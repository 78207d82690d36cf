"""``pytest.fixture``, and the ``request`` that a fixture may ask for."""

from __future__ import annotations

from typing import Any, NoReturn

from kodenv.sandbox.small_pytest.outcomes import fail


class FixtureDefinition:
    """What ``@pytest.fixture`` makes of a function; as a method it binds to the test's instance."""

    def __init__(self, function: Any, options: dict[str, Any]) -> None:
        self.function = function
        self.name = options["name"] or function.__name__
        self.scope = options["scope"]
        self.params = None if options["params"] is None else tuple(options["params"])
        self.autouse = options["autouse"]
        self.ids = options["ids"]
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a fixture is asked for, not called."""
        fail(f'Fixture "{self.name}" called directly. Fixtures are not meant to be called directly', False)


def fixture(
    fixture_function: Any = None,
    *,
    scope: Any = "function",
    params: Any = None,
    autouse: bool = False,
    ids: Any = None,
    name: str | None = None,
) -> Any:
    """Mark a function as a fixture; see pytest."""
    options = {"scope": scope, "params": params, "autouse": autouse, "ids": ids, "name": name}
    if fixture_function is not None:
        return FixtureDefinition(fixture_function, options)
    return lambda function: FixtureDefinition(function, options)


class FixtureRequest:
    """``request`` of a fixture or test: the parameter, the test and its surroundings."""

    def __init__(self, item: Any, get_value: Any, add_finalizer: Any, scope: str = "function") -> None:
        self._item = item
        self._get_value = get_value
        self._add_finalizer = add_finalizer
        self.scope = scope

    @property
    def function(self) -> Any:
        """The test function."""
        return self._item.function

    @property
    def instance(self) -> Any:
        """The instance of the test's class, or None."""
        return self._item.instance

    @property
    def cls(self) -> Any:
        """The test's class, or None."""
        return self._item.cls

    @property
    def module(self) -> Any:
        """The suite's module."""
        return self._item.module

    def addfinalizer(self, finalizer: Any) -> None:
        """Call a function when the fixture goes away."""
        self._add_finalizer(finalizer)

    def getfixturevalue(self, argname: str) -> Any:
        """Return the value of a fixture by its name."""
        return self._get_value(argname)
