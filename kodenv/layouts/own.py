"""Layouts with the columns of a triplet: our own and KodCode's."""

from kodenv.layouts.case_lists import parallel, stdio, whole
from kodenv.layouts.columns import Row, Values, decoded, object_of, published, text_of

_OBJECT_COLUMNS = ("limits", "checker", "points", "subtasks", "visible_cases", "certificate")


def read_triplet(row: Row, where: str) -> Values:
    """Read a row that is a triplet."""
    # Readers of Parquet other than ours leave columns that it stores as JSON text as they are.
    return {name: decoded(row, name, where) for name in _OBJECT_COLUMNS if isinstance(row.get(name), str)}


def read_kodcode(row: Row, where: str) -> Values:
    """Read a row of any of the KodCode data sets."""
    values = published(row, "KodCode", "CC-BY-NC-4.0")
    name = "test" if row.get("test") is not None else "test_code"
    test = text_of(row, name, where)
    if not test.lstrip().startswith("{"):
        return values
    tests = object_of(decoded(row, name, where), name, where)
    pairs = parallel(tests, ("stdin", "stdout"), where)
    return values | stdio((whole(i, "test.stdin", where), whole(o, "test.stdout", where)) for i, o in pairs)
