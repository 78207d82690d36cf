"""Plain text tables for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.metrics import CONFIDENCE


def format_table(rows: Sequence[Sequence[object]], *, indent: int = 2) -> str:
    """Return aligned columns; numbers stand right, but for the last column, which is for notes."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))] if cells else []
    lines = []
    for row in cells:
        parts = [
            cell.rjust(width) if cell[:1].isdigit() and place < len(row) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(" " * indent + "  ".join(parts).rstrip())
    return "\n".join(lines)


def _text(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)


def pass_table(summary: Mapping[str, Any]) -> str:
    """Return the pass@k table of a result that holds ``pass@k`` keys; empty without any."""
    rows: list[list[object]] = []
    for name, estimate in summary.items():
        if name.startswith("pass@"):
            if estimate["value"] is None:
                rows.append([name, "-", "no question has enough scored samples"])
            else:
                low, high = estimate["interval"]
                rows.append([name, f"{estimate['value']:.1%}", f"[{low:.1%}, {high:.1%}]"])
    return format_table([["", "value", f"{CONFIDENCE:.0%} interval"], *rows]) if rows else ""


def share_of(part: int, whole: int) -> str:
    """Return a percentage, or a dash where there is nothing to divide by."""
    return f"{part / whole:.1%}" if whole else "-"
