"""A ``repr`` for messages: short, and of any object."""

from __future__ import annotations


def _shorten(text: str, limit: int = 240) -> str:
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return text[:half] + "..." + text[len(text) - (limit - 3 - half) :]


def safe_repr(value: object) -> str:
    """Return a short ``repr`` that never raises an ``Exception``."""
    try:
        return _shorten(repr(value))
    except Exception as error:
        return f"<[{type(error).__name__} raised in repr()] {type(value).__name__} object>"
