"""How the output of a stdio program is compared with what was expected: by the rules of online judges."""

import math
from collections.abc import Mapping
from typing import Any

from kodenv.errors import DataError

KINDS = ("tokens", "exact", "float")


def outputs_match(printed: str, expected: str, checker: Mapping[str, Any] | None) -> bool:
    """Say whether a program printed what was expected, no more and no less.

    Args:
        printed: The whole standard output.
        expected: The whole expected output.
        checker: ``{"kind": "tokens"}`` (default: blank-separated words agree), ``"exact"`` (lines agree but for
            trailing blanks and blank lines at the end) or ``"float"`` (words agree, numbers within ``tolerance``,
            relative or absolute, default 1e-6).

    Raises:
        DataError: If the kind is unknown.
    """
    kind = (checker or {}).get("kind") or "tokens"
    if kind == "tokens":
        return printed.split() == expected.split()
    if kind == "exact":
        return _lines(printed) == _lines(expected)
    if kind == "float":
        tolerance = float((checker or {}).get("tolerance") or 1e-6)
        left, right = printed.split(), expected.split()
        return len(left) == len(right) and all(_close(a, b, tolerance) for a, b in zip(left, right, strict=True))
    raise DataError(f"$.checker.kind: expected one of {', '.join(KINDS)}, got {kind!r}; fix the row")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _close(printed: str, expected: str, tolerance: float) -> bool:
    if printed == expected:
        return True
    try:
        left, right = float(printed), float(expected)
    except ValueError:
        return False
    return (
        math.isfinite(left) and math.isfinite(right) and math.isclose(left, right, rel_tol=tolerance, abs_tol=tolerance)
    )


def is_program(checker: Mapping[str, Any] | None) -> bool:
    """Tell whether outputs are judged by a program."""
    return (checker or {}).get("kind") == "program"


def complaint_about(checker: Mapping[str, Any] | None) -> str:
    """Return why a checker program cannot be used, or an empty string."""
    if checker is None or not is_program(checker):
        return ""
    if checker.get("language") not in ("python", "cpp"):
        return f"checker.language: expected python or cpp, got {checker.get('language')!r}; fix the row"
    if not isinstance(checker.get("source"), str) or not checker["source"].strip():
        return "checker.source: expected the checker's text, got none; fix the row"
    return ""
