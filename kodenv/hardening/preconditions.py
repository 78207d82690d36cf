"""What all calls seen have in common, taken for what the task asks of its inputs.

A suite says nothing of what its function must not be given, and a program may do as it likes there. So an input that
breaks what held in every call seen is outside of the task, unless the question or an example says otherwise.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kodenv.hardening.answers import Call
from kodenv.hardening.comparing import parts
from kodenv.hardening.profiles import is_text

_FEW_LETTERS = 6  # texts that use so few different letters are written in a language of their own
_Check = Callable[[Call], bool]
_ENOUGH = 2  # calls that must have shown it before it is taken for a rule
# What right programs may not be asked unless it was seen, whatever the reference makes of it.
_FIRM = frozenset(["kind", "empty", "lengths", "order", "bounds", "size", "language"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """How the reference uses its arguments, by place and by name (:mod:`kodenv.hardening.sizes`).

    Attributes:
        counting: It counts with them: nothing below zero.
        stepping: It does more with them than divide: nothing huge.
        spans: It counts from the one to the other: they keep their order.
    """

    counting: frozenset[int | str] = frozenset()
    stepping: frozenset[int | str] = frozenset()
    spans: frozenset[frozenset[int | str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preconditions:
    """Named rules over calls.

    Attributes:
        rules: A name such as ``sorted`` and what must hold; several rules may share a name.
        firm: Names of rules that nothing may break: such as the question states, and those on whose far side right
            programs differ.
    """

    rules: tuple[tuple[str, _Check], ...] = ()
    firm: frozenset[str] = field(default=frozenset())

    def broken(self, call: Call) -> frozenset[str]:
        """Return the names of the rules that a call breaks."""
        return frozenset(name for name, holds in self.rules if not _safely(holds, call))


_UNKNOWN = Uses()


def infer(calls: Sequence[Call], question: str, uses: Uses = _UNKNOWN) -> Preconditions:
    """Return the rules that hold in every call seen.

    Args:
        calls: The calls of the suite and of the question's examples, all with as many arguments.
        question: The question's text: what it states stays firm, what it allows is no rule.
        uses: How the reference uses its arguments.
    """
    found = [(name, check) for name, check in _candidates(calls, uses) if all(_safely(check, call) for call in calls)]
    text = question.lower()
    if "empty" in text:
        found = [one for one in found if one[0] != "empty"]
    return Preconditions(rules=tuple(found), firm=_FIRM | frozenset(_stated(text)))


def _stated(text: str) -> Iterator[str]:
    if re.search(r"\b(sorted|ordered|ascending|descending|binary search)\b", text):
        yield "order"
    if re.search(r"\b(positive|natural|non-negative|nonnegative|unsigned)\b", text):
        yield "negative"
        if not re.search(r"non-?negative", text):
            yield "zero"
    if re.search(r"\b(same|equal) (length|size)s?\b", text):
        yield "lengths"
    if re.search(r"\bnon-?\s?empty\b", text):
        yield "empty"


def _candidates(calls: Sequence[Call], uses: Uses) -> Iterator[tuple[str, _Check]]:
    names = [*range(len(calls[0].args)), *calls[0].kwargs] if calls else []
    for name in names:
        yield from _of_one(name, calls, name in uses.counting, name in uses.stepping)
    for one, other in itertools.permutations(names, 2):
        yield from _of_two(one, other, calls, frozenset([one, other]) in uses.spans)


def _value(call: Call, name: int | str) -> Any:
    return call.args[name] if isinstance(name, int) else call.kwargs[name]


def _of_one(name: int | str, calls: Sequence[Call], counts: bool, steps: bool) -> Iterator[tuple[str, _Check]]:
    values = [_value(call, name) for call in calls]
    kinds = frozenset[tuple[int, str]]().union(*(kinds_of(value) for value in values))
    yield "kind", lambda call: kinds_of(_value(call, name)) <= kinds
    yield "size" if counts else "negative", lambda call: all(one >= 0 for one in _numbers(_value(call, name)))
    yield "size" if counts else "zero", lambda call: all(one != 0 for one in _numbers(_value(call, name)))
    yield "empty", lambda call: not _has_empty(_value(call, name))
    largest = max((abs(one) for value in values for one in _numbers(value)), default=0)
    yield (
        "size" if steps else "huge",
        lambda call: all(abs(one) <= max(1000, largest * 20) for one in _numbers(_value(call, name))),
    )
    letters = set().union(*(_used(value) for value in values))
    if letters:
        own = len(letters) <= _FEW_LETTERS or not any(map(str.isalpha, letters))
        yield "language" if own else "letters", lambda call: _allowed(_used(_value(call, name)), letters)
    if any(map(_numerals, values)):
        yield "language", lambda call: not any(one[0] == "0" and len(one) > 1 for one in _numerals(_value(call, name)))
    if sum(_is_long(value) for value in values) >= _ENOUGH:
        yield "order", lambda call: _in_order(_value(call, name), 1)
        yield "order", lambda call: _in_order(_value(call, name), -1)
    if all(_rows(value) for value in values):
        yield "lengths", lambda call: len({len(row) for row in _rows(_value(call, name))}) <= 1
        yield "lengths", lambda call: all(len(row) == len(_value(call, name)) for row in _rows(_value(call, name)))


def _of_two(one: int | str, other: int | str, calls: Sequence[Call], counts: bool) -> Iterator[tuple[str, _Check]]:
    pairs = [(_value(call, one), _value(call, other)) for call in calls]
    if len(pairs) < _ENOUGH:
        return
    if all(_sized(a) and _sized(b) for a, b in pairs):
        yield "lengths", lambda call: len(_value(call, one)) == len(_value(call, other))
    elif all(type(a) is int and _sized(b) for a, b in pairs):
        yield "lengths", lambda call: _value(call, one) == len(_value(call, other))
        yield "bounds", lambda call: _value(call, one) <= len(_value(call, other))
        yield "index", lambda call: _value(call, one) < len(_value(call, other))
    elif all(_is_number(a) and _is_number(b) for a, b in pairs):
        yield "size" if counts else "between", lambda call: _value(call, one) < _value(call, other)
        yield "size" if counts else "between", lambda call: _value(call, one) <= _value(call, other)


def _safely(check: _Check, call: Call) -> bool:
    try:
        return check(call)
    except (TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return False


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _sized(value: Any) -> bool:
    return isinstance(value, list | tuple | str)


def _is_long(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) >= 3 and all(_is_number(one) for one in value)


def _in_order(value: Any, sign: int) -> bool:
    if not isinstance(value, list | tuple):
        return True
    return all((a <= b) if sign > 0 else (a >= b) for a, b in itertools.pairwise(value))


def _rows(value: Any) -> list[Any]:
    if isinstance(value, list | tuple) and value and all(isinstance(one, list | tuple) for one in value):
        return list(value)
    return []


def _numbers(value: Any) -> list[Any]:
    return [one for one in parts(value) if _is_number(one)]


def _numerals(value: Any) -> list[str]:
    """Return the texts that are written in digits alone: what zeros ahead mean there is for the question to say."""
    return [one for one in parts(value) if isinstance(one, str) and one.isdigit()]


def _used(value: Any) -> set[str]:
    return {letter for one in parts(value) if isinstance(one, str) for letter in one}


def _allowed(used: set[str], seen: set[str]) -> bool:
    if len(seen) <= _FEW_LETTERS:
        return used <= seen
    tests: tuple[Callable[[str], bool], ...] = (str.islower, str.isupper, str.isdigit, str.isspace)
    return all(
        one in seen or any(test(one) and any(map(test, seen)) and one.isascii() for test in tests) for one in used
    )


def _has_empty(value: Any) -> bool:
    return any(
        (is_text(one) or isinstance(one, list | tuple | set | frozenset | dict)) and not one for one in parts(value)
    )


def kinds_of(value: Any, depth: int = 0) -> frozenset[tuple[int, str]]:
    """Return which types stand at which depth; the numbers count as one."""
    name = "number" if _is_number(value) and depth else type(value).__name__
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = [*value, *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inside = list(value)
    return frozenset({(depth, name)}).union(*(kinds_of(one, depth + 1) for one in inside))
