"""The scores of an evaluation as a table: for a terminal, in Markdown or in LaTeX."""

from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.commands.tables import format_table
from kodenv.errors import ConfigError, unknown_name
from kodenv.metrics import CONFIDENCE

STYLES = ("text", "markdown", "latex")
Rows = Sequence[Sequence[str]]
_ESCAPES = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"
}  # fmt: skip


def check_style(style: str) -> str:
    """Return the style of a table.

    Raises:
        ConfigError: If there is no such style.
    """
    if style not in STYLES:
        raise ConfigError(unknown_name("table", style, STYLES))
    return style


def render(rows: Rows, style: str) -> str:
    """Return a table whose first row is its head; the first column stands left, the others right."""
    if style == "markdown":
        lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
        marks = f"| {' | '.join(['---', *['--:'] * (len(rows[0]) - 1)])} |"
        return "\n".join([lines[0], marks, *lines[1:]])
    if style == "latex":
        lines = ["  " + " & ".join(map(_escape, row)) + r" \\" for row in rows]
        begin = rf"\begin{{tabular}}{{l{'r' * (len(rows[0]) - 1)}}}"
        return "\n".join(
            [begin, r"  \toprule", lines[0], r"  \midrule", *lines[1:], r"  \bottomrule", r"\end{tabular}"]
        )
    return format_table(rows)


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in text)


def score_rows(scores: Mapping[str, Any]) -> Rows:
    """Return pass@k with its interval, over all questions and by group."""
    names = [name for name in scores if name.startswith("pass@")]
    rows = [["", "questions", *(part for name in names for part in (name, f"{CONFIDENCE:.0%} interval"))]]
    rows.append(_row("all", scores, names))
    for group, members in (scores.get("groups") or {}).items():
        rows += [_row(f"{group} {value}", member, names) for value, member in members.items()]
    return rows


def _row(name: str, scores: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    cells = [part for key in names for part in _estimate(scores[key])]
    return [name, f"{scores['questions']:,}", *cells]


def _estimate(estimate: Mapping[str, Any]) -> tuple[str, str]:
    if estimate["value"] is None:
        return "-", "-"
    low, high = estimate["interval"]
    return f"{estimate['value']:.1%}", f"[{low:.1%}, {high:.1%}]"


def comparison_rows(comparison: Mapping[str, Any]) -> Rows:
    """Return both sides, the difference, its interval and its p."""
    rows = [["", "first", "second", "difference", f"{CONFIDENCE:.0%} interval", "p", "ahead", "behind", "questions"]]
    for name, row in comparison.items():
        if not name.startswith("pass@"):
            continue
        if row["difference"] is None:
            rows.append([name, *["-"] * 5, "0", "0", "0"])
            continue
        low, high = row["interval"]
        values = [f"{row['first']:.1%}", f"{row['second']:.1%}", f"{row['difference']:+.1%}"]
        counts = [str(row["better"]), str(row["worse"]), str(row["questions"])]
        rows.append([name, *values, f"[{low:+.1%}, {high:+.1%}]", show_p(row["p"]), *counts])
    return rows


def show_p(p: float | None) -> str:
    """Return a p-value for people."""
    if p is None:
        return "-"
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"
