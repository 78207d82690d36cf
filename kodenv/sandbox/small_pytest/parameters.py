"""``pytest.param``, and the sets and ids that ``parametrize`` stands for."""

from __future__ import annotations

import sys
from typing import Any

from kodenv.sandbox.small_pytest.marks import Mark, MarkDecorator
from kodenv.sandbox.small_pytest.outcomes import fail
from kodenv.sandbox.small_pytest.safe_repr import safe_repr


class ParameterSet:
    """One set of values for a parametrized test: what ``pytest.param`` returns."""

    __slots__ = ("id", "marks", "values")

    def __init__(self, values: Any, marks: Any = (), id: str | None = None) -> None:
        self.values = values
        self.marks = marks
        self.id = id


def param(*values: Any, marks: Any = (), id: str | None = None) -> ParameterSet:
    """Return a parameter set with its own marks or id; see pytest."""
    if isinstance(marks, MarkDecorator):
        marks = (marks,)
    if id is not None and not isinstance(id, str):
        raise TypeError(f"Expected id to be a string or a `pytest.HIDDEN_PARAM` sentinel, got {type(id)}: {id!r}")
    return ParameterSet(values, [getattr(one, "mark", one) for one in marks], id)


def parse_parametrize(argnames: Any, argvalues: Any) -> tuple[list[str], list[ParameterSet]]:
    """Return the names and parameter sets of a ``parametrize`` mark.

    Raises:
        Failed: If a set has not as many values as there are names.
    """
    single = False
    if isinstance(argnames, str):
        single = not argnames.rstrip().endswith(",")
        argnames = [name.strip() for name in argnames.split(",") if name.strip()]
        single = single and len(argnames) == 1
    names = list(argnames)
    sets = []
    for value in argvalues:
        one = value if isinstance(value, ParameterSet) else ParameterSet((value,) if single else value)
        if not hasattr(one.values, "__len__") or len(one.values) != len(names):
            fail(f'in "parametrize" the names {names} need as many values, got {safe_repr(one.values)}', False)
        sets.append(one)
    if not sets:
        reason = f"got empty parameter set for ({', '.join(names)})"
        sets.append(ParameterSet((None,) * len(names), [Mark("skip", (), {"reason": reason})], "NOTSET"))
    return names, sets


def make_ids(names: list[str], sets: list[ParameterSet], ids: Any = None) -> list[str]:
    """Return a unique id for every parameter set, by pytest's rules."""
    function = ids if callable(ids) else None
    listed = None if ids is None or callable(ids) else _listed_ids(ids, len(sets))
    found = [_one_id(index, one, names, function, listed) for index, one in enumerate(sets)]
    if len(set(found)) == len(found):
        return found
    counts: dict[str, int] = {}
    for one_id in found:
        counts[one_id] = counts.get(one_id, 0) + 1
    suffixes = dict.fromkeys(counts, 0)
    for index, one_id in enumerate(found):
        if counts[one_id] > 1:
            between = "_" if one_id and one_id[-1].isdigit() else ""
            while f"{one_id}{between}{suffixes[one_id]}" in found:
                suffixes[one_id] += 1
            found[index] = f"{one_id}{between}{suffixes[one_id]}"
            suffixes[one_id] += 1
    return found


def _listed_ids(ids: Any, wanted: int) -> list[Any]:
    if hasattr(ids, "__len__"):
        if len(ids) not in (0, wanted):
            fail(f"{wanted} parameter sets specified, with different number of ids: {len(ids)}", False)
        return list(ids)
    source = iter(ids)
    return [next(source) for _ in range(wanted)]


def _one_id(index: int, one: ParameterSet, names: list[str], function: Any, listed: list[Any] | None) -> str:
    if one.id is not None:
        return _escape(one.id)
    if listed and listed[index] is not None:
        found = _id_of_value(listed[index])
        if found is None:
            fail(f"ids contains unsupported value {safe_repr(listed[index])} at index {index}", False)
        return found
    return "-".join(_value_id(value, names[k], index, function) for k, value in enumerate(one.values))


def _value_id(value: Any, name: str, index: int, function: Any) -> str:
    if function is not None:
        given = function(value)
        made = None if given is None else _id_of_value(given)
        if made is not None:
            return made
    made = None if isinstance(value, (str, bytes)) and len(value) > 100 else _id_of_value(value)
    return f"{name}{index}" if made is None else made


def _id_of_value(value: Any) -> str | None:
    if isinstance(value, (str, bytes)):
        return _escape(value)
    if value is None or isinstance(value, (float, int, complex)):
        return str(value)
    re, enum = sys.modules.get("re"), sys.modules.get("enum")
    if re is not None and isinstance(value, re.Pattern):
        return _escape(value.pattern)
    if enum is not None and isinstance(value, enum.Enum):
        return str(value)
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else None


_UNPRINTABLE = {code: f"\\x{code:02x}" for code in (*range(32), 127)}
_UNPRINTABLE.update({9: "\\t", 10: "\\n", 13: "\\r"})


def _escape(text: str | bytes) -> str:
    if isinstance(text, bytes):
        plain = text.decode("ascii", "backslashreplace")
    else:
        plain = text.encode("unicode_escape").decode("ascii")
    return plain.translate(_UNPRINTABLE)
