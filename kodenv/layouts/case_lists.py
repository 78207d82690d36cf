"""Suites made from the lists of cases that rows hold."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kodenv.callsuite import defines_class, write_suite
from kodenv.layouts.columns import Values, refuse, text_of


def stdio(pairs: Iterable[tuple[str, str]]) -> Values:
    """Return a suite of pairs of input and output."""
    cases = [{"input": given, "output": expected} for given, expected in pairs]
    return {"test_format": "stdio", "style": "online_judge", "test": json.dumps(cases, ensure_ascii=False)}


def parallel(tests: Mapping[str, Any], names: tuple[str, str], where: str) -> list[tuple[Any, Any]]:
    """Pair up two parallel lists, which must be as long as each other."""
    inputs, outputs = (tests.get(name) or [] for name in names)
    if not isinstance(inputs, list | tuple) or not isinstance(outputs, list | tuple) or len(inputs) != len(outputs):
        refuse(where, names[0], f"as many {names[0]} as {names[1]}", tests)
    return list(zip(inputs, outputs, strict=True))


def whole(value: Any, name: str, where: str) -> str:
    """Return stdin or stdout text; some rows hold a list of lines."""
    if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        refuse(where, name, "a string or a list of lines", value)
    return value


def listed_pairs(value: Any, name: str, where: str) -> list[tuple[str, str]]:
    """Return the pairs of a list of ``{"input", "output"}``."""
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        refuse(where, name, 'a list of {"input", "output"}', value)
    return [
        (text_of(item, "input", f"{where}: $.{name}"), text_of(item, "output", f"{where}: $.{name}")) for item in value
    ]


def calls_suite(name: str, starter: str, calls: list[tuple[Sequence[Any], Any]], *, wrapped: bool) -> Values:
    """Return a suite that calls a function, or a method if the starter says ``class Solution``."""
    method = defines_class(starter, "Solution")
    return {
        "test_format": "assert",
        "test": write_suite(f"Solution().{name}" if method else name, calls, wrapped=wrapped),
        "entry_point": "Solution" if method else name,
    }


def with_starter(question: str, starter: str) -> str:
    """Return the question followed by the starter code, if there is any."""
    return f"{question}\n\n{starter}" if starter.strip() else question
