"""Which fixtures a case sees and needs."""

from __future__ import annotations

from collections.abc import Iterable

from kodenv.sandbox.cases.builtin_fixtures import BUILTIN
from kodenv.sandbox.cases.items import SCOPES, Fixture, Holder, Item


def definitions(name: str, item: Item) -> list[Fixture]:
    """Return the fixtures of a name that an item sees, the nearest first."""
    found: list[Fixture] = []
    holder: Holder | None = item.holder
    while holder is not None:
        if name in holder.fixtures:
            found.append(holder.fixtures[name])
        holder = holder.outer
    if name in BUILTIN:
        found.append(BUILTIN[name])
    return found


def closure(item: Item) -> list[str]:
    """Return the names of all fixtures the item needs, in the order they are set up."""
    wanted: list[str] = []
    holder: Holder | None = item.holder
    while holder is not None:
        wanted[:0] = holder.autouse
        holder = holder.outer
    for mark in item.marks:
        if mark.name == "usefixtures":
            wanted += mark.args
    wanted += item.argnames
    if not wanted:
        return wanted
    names: list[str] = []
    _walk(wanted, item, names)
    scopes = {}
    for name in names:
        defined = definitions(name, item)
        scopes[name] = SCOPES[defined[0].scope] if defined and name not in item.parameters else SCOPES["function"]
    return sorted(names, key=lambda name: scopes[name])


def _walk(wanted: Iterable[str], item: Item, names: list[str]) -> None:
    for name in wanted:
        if name in names:
            continue
        names.append(name)
        if name in item.parameters:
            continue
        for fixture in definitions(name, item):
            _walk([one for one in fixture.argnames if one != name], item, names)
            if name not in fixture.argnames:
                break


def parametrized(name: str, item: Item) -> Fixture | None:
    """Return the fixture of that name whose parameters multiply the item, if there is one."""
    for fixture in definitions(name, item):
        if fixture.params is not None:
            return fixture
        if name not in fixture.argnames:
            break
    return None
