"""The combinations of parameters that make one test function several cases."""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.cases.fixture_lookup import parametrized
from kodenv.sandbox.cases.items import Fixture, Item
from kodenv.sandbox.small_pytest.marks import Mark
from kodenv.sandbox.small_pytest.outcomes import Failed
from kodenv.sandbox.small_pytest.parameters import ParameterSet, make_ids, parse_parametrize


class Variant:
    """One combination: arguments, (index, value) of every fixture's parameter, the parts of its id, its marks."""

    __slots__ = ("ids", "marks", "parameters", "picks")

    def __init__(
        self, parameters: dict[str, Any], picks: dict[str, tuple[int, Any]], ids: list[str], marks: list[Mark]
    ) -> None:
        self.parameters = parameters
        self.picks = picks
        self.ids = ids
        self.marks = marks

    def extended(
        self, parameters: dict[str, Any], picks: dict[str, tuple[int, Any]], one_id: str, marks: list[Mark]
    ) -> Variant:
        """Return this combination with one more parameter set."""
        return Variant(
            {**self.parameters, **parameters}, {**self.picks, **picks}, [*self.ids, one_id], [*self.marks, *marks]
        )


def find_variants(item: Item) -> list[Variant]:
    """Return every combination of a test's parameters and its fixtures'; none if it has no parameters.

    Raises:
        Failed: If the parameters do not fit the function.
    """
    direct = [_parse_mark(mark) for mark in item.marks if mark.name == "parametrize"]
    named = {name for names, _, _ in direct for name in names}
    missing = named - set(item.closure)
    if missing:
        raise Failed(f"In {item.id}: function uses no argument {sorted(missing)[0]!r}")
    through_fixtures = [
        (name, fixture)
        for name in item.closure
        if name not in named
        for fixture in [parametrized(name, item)]
        if fixture is not None
    ]
    if not direct and not through_fixtures:
        return []
    variants = [Variant({}, {}, [], [])]
    for name, fixture in through_fixtures:
        sets, ids = _parse_fixture(name, fixture)
        variants = [
            old.extended({}, {name: (k, one.values[0])}, ids[k], one.marks)
            for old in variants
            for k, one in enumerate(sets)
        ]
    taken: set[str] = set()
    for names, sets, ids in direct:
        if taken & set(names):
            raise Failed(f"{item.id}: duplicate parametrization of {names}")
        taken.update(names)
        variants = [
            old.extended(dict(zip(names, one.values)), {}, ids[k], one.marks)  # noqa: B905 - runs on CPython 3.9
            for old in variants
            for k, one in enumerate(sets)
        ]
    return variants


def _parse_fixture(name: str, fixture: Fixture) -> tuple[list[ParameterSet], list[str]]:
    given = [one if isinstance(one, ParameterSet) else ParameterSet((one,)) for one in fixture.params or ()]
    _, sets = parse_parametrize(name, given)
    return sets, make_ids([name], sets, fixture.ids)


def _parse_mark(mark: Mark) -> tuple[list[str], list[ParameterSet], list[str]]:
    """Return the names, parameter sets and ids of a ``parametrize`` mark."""
    names_given, values_given, ids = _parametrize_arguments(*mark.args, **mark.kwargs)
    names, sets = parse_parametrize(names_given, values_given)
    return names, sets, make_ids(names, sets, ids)


def _parametrize_arguments(argnames: Any, argvalues: Any, *, ids: Any = None) -> tuple[Any, Any, Any]:
    return argnames, argvalues, ids
