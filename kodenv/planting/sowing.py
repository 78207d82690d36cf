"""Finds the possible plants of a suite, and makes suites with some of them."""

import contextlib
import dataclasses
import functools
import itertools
import random
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kodenv.errors import DataError
from kodenv.planting.checks import tested_names
from kodenv.planting.records import LINES, VALUE, Plant, PlantedSuite
from kodenv.planting.scripts import script_sites
from kodenv.planting.sites import Site, choose
from kodenv.planting.suites import suite_sites
from kodenv.planting.text import SuiteText
from kodenv.planting.weaving import arrange, script_ids, suite_ids, weave
from kodenv.sandbox import cases
from kodenv.silence import no_warnings, parse_silently
from kodenv.suites import plan_suite

MOST_PLANTS = 48
DRAWN = 10  # more cost more than they find
_SLOW = re.compile(rb"perf|stress|timeout|timeit|speed|elapsed|sleep|\*\*|(?<![.0-9])[0-9][0-9_]{6}|large|huge|big")


def find_plants(test: str, test_format: str, entry_point: str | None, case_ids: Sequence[str]) -> tuple[Plant, ...]:
    """Return the possible plants of a suite; none where it is unsure that a right program would fail them.

    Args:
        test: The suite's text.
        test_format: ``pytest`` or ``assert``.
        entry_point: The tested name, for a script that only defines ``check``.
        case_ids: The ids of the suite's cases.
    """
    return _find(test, test_format, entry_point, tuple(case_ids))


@functools.lru_cache(maxsize=16)  # asked for when a suite is measured, and again when it is first used
def _find(test: str, test_format: str, entry_point: str | None, case_ids: tuple[str, ...]) -> tuple[Plant, ...]:
    text = _text_of(test)
    tree = parse_silently(text.bytes.decode())
    if test_format == "assert":
        with no_warnings():
            steps = cases.compile_assert(text.bytes.decode(), entry_point)
        sites = list(script_sites(tree, text, steps, tested_names(tree, entry_point)))
    else:
        sites = list(suite_sites(tree, text, case_ids))
        has_rows = any(one.copied != LINES for one in sites)
        if has_rows and plan_suite(test, test_format, entry_point).case_ids is None:
            sites = [one for one in sites if one.copied == LINES]  # the ids of rows would not be known
    sites = [one for one in sites if any(one.changes)]
    quick = [one for one in sites if not _SLOW.search(text.bytes, one.start, one.end)]
    return choose(quick if any(map(_has_value, quick)) else sites, MOST_PLANTS)


def plant(
    test: str,
    test_format: str,
    entry_point: str | None,
    case_ids: Sequence[str],
    plants: Sequence[Plant],
    rng: random.Random,
    count: int | None = DRAWN,
) -> PlantedSuite:
    """Return the suite with some of its plants at random places, changed values rather than others.

    Args:
        test: The suite's text.
        test_format: ``pytest`` or ``assert``.
        entry_point: The tested name, for a script that only defines ``check``.
        case_ids: The ids of the suite's cases, in order.
        plants: Those to choose from.
        rng: Source of the choices; a program that can guess it knows the plants.
        count: How many to plant at most; one for each check that can be changed, which also finds programs that
            solve some cases and cheat in others. None: as many as there are checks.
    """
    chosen = _choose(plants, rng, count)
    with contextlib.suppress(DataError):
        return plant_all(test, test_format, entry_point, case_ids, chosen, rng)
    # copied rows may change the ids of the others; functions and statements do not
    chosen = _choose([one for one in plants if one.copied == LINES], rng, count)
    return plant_all(test, test_format, entry_point, case_ids, chosen, rng)


def plant_all(
    test: str,
    test_format: str,
    entry_point: str | None,
    case_ids: Sequence[str],
    plants: Sequence[Plant],
    rng: random.Random,
) -> PlantedSuite:
    """Return the suite with all the given plants; otherwise as :func:`plant`.

    Raises:
        DataError: If they cannot be sown together.
    """
    text = _text_of(test)
    spots = arrange(text, plants, rng)
    source, lines = weave(text, spots)
    code: Any
    with no_warnings():
        code = cases.compile_assert(source, entry_point) if test_format == "assert" else cases.compile_pytest(source)
    if test_format == "assert":
        real, planted = script_ids(case_ids, spots)
        reported = [case_id for case_id, _ in code if case_id is not None]
    else:
        has_rows = any(one.copied != LINES for one in plants)
        reported = list(plan_suite(source, test_format, entry_point).case_ids or ("",)) if has_rows else []
        real, planted = suite_ids(case_ids, spots, reported)
    if len(real) != len(case_ids) or len(planted) != len(plants):
        raise DataError(f"suite: expected {len(case_ids)} cases and {len(plants)} plants, got {real} and {planted}")
    if reported and set(reported) != real.keys() | planted.keys():
        raise DataError(f"suite: expected the planted cases {sorted(planted)}, got {reported}; judge it without plants")
    return PlantedSuite(code=code, source=source, real=real, plants=planted, lines=lines)


def _choose(plants: Sequence[Plant], rng: random.Random, count: int | None) -> list[Plant]:
    """Return one plant of each check, changed values before others; those of other places first where not all fit."""
    by_check: dict[tuple[int, int], Plant] = {}
    for one in sorted(rng.sample(plants, len(plants)), key=lambda one: one.kind != VALUE):
        by_check.setdefault((one.start, one.check), one)
    beside: Counter[int] = Counter()
    ranked: list[tuple[int, Plant]] = []
    for one in by_check.values():
        ranked.append((beside[one.start], one))
        beside[one.start] += 1
    ranked.sort(key=lambda pair: pair[0])
    chosen: dict[tuple[int, int], list[Plant]] = {}
    for _, one in ranked[:count]:
        chosen.setdefault((one.start, one.row), []).append(one)
    return [made for of_place in chosen.values() for made in _mixed(of_place, rng)]


def _mixed(plants: list[Plant], rng: random.Random) -> list[Plant]:
    """Return as many plants of one place as are given, each with the changes of some of them, chosen at random.

    Of copies each with one change, what most of them say is right. Of these, which is the unchanged one can only be
    guessed: each of them could be what all the others were made of.
    """
    edits = sorted((edit.start, edit.end) for one in plants for edit in one.edits)
    if len(plants) < 2 or any(one[1] > other[0] for one, other in itertools.pairwise(edits)):
        return plants
    masks = rng.sample(range(1, 1 << len(plants)), len(plants))
    return [_merged([one for place, one in enumerate(plants) if mask >> place & 1]) for mask in masks]


def _merged(plants: list[Plant]) -> Plant:
    edits = sorted((edit for one in plants for edit in one.edits), key=lambda edit: edit.start)
    return dataclasses.replace(plants[0], edits=tuple(edits))


def _has_value(site: Site) -> bool:
    return any(change.kind == VALUE for changes in site.changes for change in changes)


def _text_of(test: str) -> SuiteText:
    return SuiteText(test.replace("\r\n", "\n").replace("\r", "\n"))
