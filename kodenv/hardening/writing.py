"""Writes chosen cases into a suite, in the suite's own format; what stood there stays as it is."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.hardening.answers import Call
from kodenv.hardening.comparing import TOLERANCE, has_float
from kodenv.hardening.profiles import ordered
from kodenv.hardening.reading import Reading
from kodenv.silence import parse_silently

MOST_CHARS = 1500  # of one case
_SAME = "_hardened_same"
_AFTER = "_hardened_after"
_HELPERS = {
    _SAME: f'''\
def {_SAME}(one, other, in_order=True):
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other or abs(one - other) <= {TOLERANCE} * max(1.0, abs(one), abs(other))
    if not in_order and isinstance(one, (list, tuple, set, frozenset)):
        one, other = list(one), list(other)
        for item in one:
            at = next((at for at in range(len(other)) if {_SAME}(item, other[at])), None)
            if at is None:
                return False
            del other[at]
        return not other
    if isinstance(one, (list, tuple)) and isinstance(other, list if isinstance(one, list) else tuple):
        return len(one) == len(other) and all({_SAME}(a, b) for a, b in zip(one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all({_SAME}(one[key], other[key]) for key in one)
    return one == other
''',
    _AFTER: f'''\
def {_AFTER}(function, at, *args):
    function(*args)
    return args[at]
''',
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be written.

    Attributes:
        call: The arguments.
        expected: What the view of the result must equal; for ``place``, what the argument must be afterwards.
        in_order: Whether the items of the result must stand in this order.
        place: The argument that the function changes, where it returns nothing.
        broken: The rules that the call breaks.
    """

    call: Call
    expected: Any
    in_order: bool = True
    place: int | None = None
    broken: frozenset[str] = frozenset()

    def condition(self, name: str, view_text: str) -> str:
        """Return the case as an expression, with the function under this name."""
        given = [source_of(one) for one in self.call.args]
        given += [f"{key}={source_of(one)}" for key, one in self.call.kwargs.items()]
        if self.place is None:
            result = view_text.format(f"{name}({', '.join(given)})")
        else:
            result = f"{_AFTER}({', '.join([name, str(self.place), *given])})"
        expected = source_of(self.expected)
        if not self.in_order:
            return f"{_SAME}({result}, {expected}, in_order=False)"
        return f"{_SAME}({result}, {expected})" if has_float(self.expected) else f"{result} == {expected}"


def source_of(value: Any) -> str:
    """Return source text whose value equals a plain value; the same text for equal sets."""
    if isinstance(value, float):
        return repr(value) if value - value == 0 else f"float({str(value)!r})"
    if isinstance(value, list):
        return f"[{', '.join(map(source_of, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(source_of, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{source_of(key)}: {source_of(one)}' for key, one in value.items())}}}"
    if isinstance(value, set | frozenset):
        inside = ", ".join(map(source_of, ordered(value)))
        text = f"{{{inside}}}" if inside else "set()"
        return text if isinstance(value, set) else f"frozenset({text if inside else ''})"
    return repr(value)


def add_cases(test: str, test_format: str, reading: Reading, cases: Sequence[NewCase]) -> str:
    """Return the suite with more cases, its own first and unchanged.

    Args:
        test: The suite.
        test_format: ``pytest`` or ``assert``.
        reading: How the suite checks.
        cases: What to add.
    """
    if not cases:
        return test
    if test_format == "pytest":
        return _append_tests(test, reading, cases)
    checker = _checker(test)
    if checker is not None:
        return _into_check(test, reading, cases, checker)
    lines = [f"assert {case.condition(reading.entry_point, reading.view_text)}" for case in cases]
    return "\n".join([test.rstrip("\n"), *_helpers(test, lines), *lines, ""])


def _append_tests(test: str, reading: Reading, cases: Sequence[NewCase]) -> str:
    first = test.count("def test_hardened_") + 1
    blocks = []
    for number, case in enumerate(cases, first):
        condition = case.condition(reading.entry_point, reading.view_text)
        blocks.append(
            f"def test_hardened_{number}():\n    from solution import {reading.entry_point}\n\n    assert {condition}\n"
        )
    return "\n\n".join([test.rstrip("\n") + "\n", *_helpers(test, blocks), *blocks])


def _checker(test: str) -> ast.FunctionDef | None:
    found = [one for one in parse_silently(test).body if isinstance(one, ast.FunctionDef) and one.name == "check"]
    return found[-1] if found and found[-1].args.args else None


def _into_check(test: str, reading: Reading, cases: Sequence[NewCase], checker: ast.FunctionDef) -> str:
    lines = test.split("\n")
    indent = " " * checker.body[-1].col_offset
    name = checker.args.args[0].arg
    added = [f"{indent}assert {case.condition(name, reading.view_text)}" for case in cases]
    end = checker.end_lineno or len(lines)
    start = min([checker.lineno, *(one.lineno for one in checker.decorator_list)]) - 1
    return "\n".join([*lines[:start], *_helpers(test, added), *lines[start:end], *added, *lines[end:]])


def _helpers(test: str, texts: Sequence[str]) -> Iterator[str]:
    for name, source in _HELPERS.items():
        if any(f"{name}(" in text for text in texts) and f"def {name}(" not in test:
            yield source
