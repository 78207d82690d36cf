"""The marks ``skip``, ``skipif`` and ``xfail`` of a test."""

from __future__ import annotations

import sys
from typing import Any

from kodenv.sandbox.cases.items import Item
from kodenv.sandbox.small_pytest.marks import Mark
from kodenv.sandbox.small_pytest.outcomes import Failed, Skipped
from kodenv.sandbox.small_pytest.raising import RaisesExc

_ALWAYS = object()


class Excuse:
    """An ``xfail`` mark that applies."""

    __slots__ = ("raises", "reason", "run", "strict")

    def __init__(self, reason: str, run: bool, strict: bool, raises: Any) -> None:
        self.reason = reason
        self.run = run
        self.strict = strict
        self.raises = raises

    def covers(self, error: BaseException) -> bool:
        """Return whether the exception is one that was expected."""
        if self.raises is None:
            return True
        if isinstance(self.raises, RaisesExc):
            return self.raises.matches(error)
        return isinstance(error, self.raises)


def skip_if_marked(item: Item) -> None:
    """Skip a test that has a mark which says so; every ``skipif`` is asked before any ``skip``."""
    for mark in item.marks:
        if mark.name == "skipif":
            for condition in _conditions(mark):
                applies, reason = _evaluate(item, mark, condition)
                if applies:
                    raise Skipped(reason)
    for mark in item.marks:
        if mark.name == "skip":
            raise Skipped(_skip_reason(*mark.args, **mark.kwargs))


def _skip_reason(reason: str = "unconditional skip") -> str:
    return reason


def excuse_of(item: Item) -> Excuse | None:
    """Return the first ``xfail`` mark that applies."""
    for mark in item.marks:
        if mark.name != "xfail":
            continue
        keywords = mark.kwargs
        for condition in _conditions(mark):
            applies, reason = _evaluate(item, mark, condition)
            if applies:
                strict = bool(keywords.get("strict"))
                return Excuse(reason, keywords.get("run", True), strict, keywords.get("raises"))
    return None


def _conditions(mark: Mark) -> Any:
    if "condition" in mark.kwargs:
        return (mark.kwargs["condition"],)
    return mark.args or (_ALWAYS,)


def _evaluate(item: Item, mark: Mark, condition: Any) -> tuple[bool, str]:
    """Return whether a ``skipif`` or ``xfail`` condition holds, and the reason given."""
    reason = mark.kwargs.get("reason")
    if condition is _ALWAYS:
        return True, reason or ""
    if isinstance(condition, str):
        import os
        import platform

        names = {"os": os, "sys": sys, "platform": platform, **item.function.__globals__}
        try:
            return bool(eval(condition, names)), reason or "condition: " + condition
        except Exception as error:
            raise Failed(f"Error evaluating {mark.name!r} condition: {type(error).__name__}") from None
    try:
        applies = bool(condition)
    except Exception as error:
        raise Failed(f"Error evaluating {mark.name!r} condition as a boolean: {type(error).__name__}") from None
    if reason is None:
        raise Failed(f"Error evaluating {mark.name!r}: you need to specify reason=STRING for boolean conditions")
    return applies, reason
