"""Markdown for dataset cards: tables and shares."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; whole numbers get thousands separators, and what a cell holds cannot end it."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def share(part: int, whole: int) -> str:
    """Return a share in per cent; a dash where there is nothing to have a share of.

    >>> share(1, 8)
    '12.5%'
    """
    return f"{part / whole:.1%}" if whole else "-"


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return " ".join(text.split()).replace("|", "\\|")
