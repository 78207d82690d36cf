"""Writes a suite with planted cases among its own."""

import random
import re
from collections.abc import Iterator, Sequence

from kodenv.planting.records import ONCE, ROW, Edit, Plant
from kodenv.planting.text import SuiteText

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


class Version:
    """The real text of a place (``plant`` is None) or a planted one, and its function's name."""

    __slots__ = ("name", "plant")

    def __init__(self, plant: Plant | None) -> None:
        self.plant, self.name = plant, ""


Spot = tuple[Plant, list[Version]]


def arrange(text: SuiteText, plants: Sequence[Plant], rng: random.Random) -> list[Spot]:
    """Return each copied place, by any of its plants, with its versions in a random order and under random names."""
    by_place: dict[tuple[int, int], list[Plant]] = {}
    for plant in plants:
        by_place.setdefault((plant.start, plant.end), []).append(plant)
    taken: set[str] | None = None
    spots = []
    for place in sorted(by_place):
        versions = [Version(None), *(Version(plant) for plant in by_place[place])]
        first = by_place[place][0]
        if first.name_at:
            taken = taken if taken is not None else set(_IDENTIFIER.findall(text.bytes.decode()))
            _give_names(versions, first, _fresh_names(first.case_id.rpartition("::")[2], len(versions), taken), rng)
        rng.shuffle(versions)
        spots.append((first, versions))
    return spots


def _fresh_names(name: str, count: int, taken: set[str]) -> list[str]:
    """Return a name, and others like it that the suite does not use."""
    names, number = [name], 2
    while len(names) < count:
        other = f"{name}_{number}"
        number += 1
        if other not in taken:
            taken.add(other)
            names.append(other)
    return names


def _give_names(versions: list[Version], place: Plant, names: list[str], rng: random.Random) -> None:
    if not place.name_pinned:
        rng.shuffle(names)
    for version, name in zip(versions, names, strict=True):
        version.name = name


def weave(text: SuiteText, spots: Sequence[Spot]) -> tuple[str, tuple[int, ...]]:
    """Return the suite's new text, and for each of its lines the number of the line it comes from."""
    parts: list[str] = []
    lines: list[int] = []
    for part, line in _parts(text, spots):
        parts.append(part)
        lines.extend(range(line, line + part.count("\n")))
    return "".join(parts), (*lines, text.line_of(len(text.bytes)))


def _parts(text: SuiteText, spots: Sequence[Spot]) -> Iterator[tuple[str, int]]:
    """Yield the parts of the new text, each with the number of its first line in the old one."""
    at = 0
    for place, versions in spots:
        yield text.bytes[at : place.start].decode(), text.line_of(at)
        line = text.line_of(place.start)
        for index, version in enumerate(versions):
            written = _written(text, place, version)
            if index < len(versions) - 1:
                written += ", " if place.copied == ROW else "" if written.endswith("\n") else "\n"
            yield written, line
        at = place.end
    yield text.bytes[at:].decode(), text.line_of(at)


def _written(text: SuiteText, place: Plant, version: Version) -> str:
    edits = list(version.plant.edits) if version.plant else []
    if place.name_at:
        end = place.name_at + len(place.case_id.rpartition("::")[2].encode())
        edits.append(Edit(start=place.name_at, end=end, text=version.name))
    return text.apply(place.start, place.end, edits)


def script_ids(case_ids: Sequence[str], spots: Sequence[Spot]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the reported ids of a script's real cases, and those of its plants."""
    at = {place.case_id: versions for place, versions in spots}
    real: dict[str, str] = {}
    planted: dict[str, str] = {}
    number = 0
    for case_id in case_ids:
        for version in at.get(case_id, [Version(None)]):
            number += 1
            _note(f"assert_{number}", case_id, version, real, planted)
    return real, planted


def suite_ids(
    case_ids: Sequence[str], spots: Sequence[Spot], reported: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the reported ids of a suite's real cases, and those of its plants.

    Args:
        case_ids: The suite's own.
        spots: What was copied.
        reported: The ids of the new suite; needed where rows were copied.
    """
    real = {case_id: case_id for case_id in case_ids}
    planted: dict[str, str] = {}
    rows = {place.case_id for place, _ in spots if place.copied == ROW}
    for place, versions in spots:
        if place.copied == ROW:
            continue
        prefix = place.case_id[: len(place.case_id) - len(place.case_id.rpartition("::")[2])]
        own = [one for one in case_ids if one.partition("[")[0] == place.case_id]
        for one in own:
            del real[one]
        for version in versions:
            if place.copied == ONCE and version.plant is not None:
                (new,) = (one for one in reported if one.partition("[")[0] == prefix + version.name)
                planted[new] = version.plant.name
                continue
            for one in own:
                _note(prefix + version.name + one[len(place.case_id) :], one, version, real, planted)
    for function in rows:
        _note_rows(function, case_ids, spots, reported, real, planted)
    return real, planted


def _note_rows(
    function: str,
    case_ids: Sequence[str],
    spots: Sequence[Spot],
    reported: Sequence[str],
    real: dict[str, str],
    planted: dict[str, str],
) -> None:
    """Note the ids of a test's rows, which the runner numbers in their new order."""
    before = [one for one in case_ids if one.partition("[")[0] == function]
    after = iter([one for one in reported if one.partition("[")[0] == function])
    for one in before:
        del real[one]
    copies = {place.row: versions for place, versions in spots if place.case_id == function}
    for row, one in enumerate(before):
        for version in copies.get(row, [Version(None)]):
            _note(next(after), one, version, real, planted)


def _note(new: str, old: str, version: Version, real: dict[str, str], planted: dict[str, str]) -> None:
    if version.plant is None:
        real[new] = old
    else:
        planted[new] = version.plant.name
