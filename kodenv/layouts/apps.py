"""Layouts of APPS and TACO: contest problems with one object of inputs and outputs."""

import re
from collections.abc import Mapping

from kodenv.callsuite import add_given_imports, first_python
from kodenv.layouts.case_lists import calls_suite, parallel, stdio, whole, with_starter
from kodenv.layouts.columns import (
    Row,
    Values,
    decoded,
    digest,
    number_of,
    object_of,
    published,
    refuse,
    stated_limits,
    text_of,
)


def read_apps(row: Row, where: str) -> Values:
    """Read a problem of APPS."""
    values = _apps_like(row, where)
    number = number_of(row, "problem_id", where)
    return {"question_id": f"apps/{number}", **published(row, "codeparrot/apps", "MIT"), **values}


def read_taco(row: Row, where: str) -> Values:
    """Read a problem of TACO, which has no ids: one is made from content."""
    limits = {
        "timeout_s": _quantity(row.get("time_limit"), {"second": 1, "millisecond": 1e-3, "minute": 60}),
        "memory_mb": _quantity(row.get("memory_limit"), {"megabyte": 1, "kilobyte": 2**-10, "gigabyte": 2**10}),
    }
    return {
        "question_id": f"taco/{digest(row, 'question', 'input_output')}",
        **published(row, "BAAI/TACO", "Apache-2.0"),
        **stated_limits(limits),
        **_apps_like(row, where),
    }


def _apps_like(row: Row, where: str) -> Values:
    starter = row.get("starter_code") or ""
    tests = object_of(decoded(row, "input_output", where), "input_output", where)
    pairs = parallel(tests, ("inputs", "outputs"), where)
    solutions = decoded(row, "solutions", where) or []
    if not isinstance(solutions, list) or not all(isinstance(item, str) for item in solutions):
        refuse(where, "solutions", "a list of strings", solutions)
    values: Values = {
        "question": with_starter(text_of(row, "question", where), starter),
        "solution": first_python(solutions),
    }
    if name := tests.get("fn_name"):
        for arguments, _ in pairs:
            if not isinstance(arguments, list):
                refuse(where, "input_output.inputs", "a list of arguments for each call (fn_name is set)", arguments)
        values["solution"] = add_given_imports(values["solution"])
        return values | calls_suite(name, starter, pairs, wrapped=True)
    spot = "input_output"
    return values | stdio((whole(i, f"{spot}.inputs", where), whole(o, f"{spot}.outputs", where)) for i, o in pairs)


def _quantity(value: object, units: Mapping[str, float]) -> float | None:
    """Read "2.0 seconds"; None if it says nothing we know."""
    match = re.fullmatch(r"\s*([\d.]+)\s*([a-z]+?)s?\s*", value.lower()) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        return None
    try:
        return float(match[1]) * units[match[2]]
    except ValueError:
        return None
