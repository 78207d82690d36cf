"""The certificates of a data set as a page of Markdown: for its card, and to compare with another's."""

from kodenv.certifying.codes import CODES
from kodenv.certifying.overview import WEAK, Overview

_GROUPS_SHOWN = 50
_HEAD = ("triplets", "references pass", "mutants", "refused", "mean score", "score 1", f"below {WEAK:g}", "vacuous",
         "a stub passes", "flaky", "split")  # fmt: skip


def write_card(overview: Overview, *, title: str) -> str:
    """Return the card's text. It holds nothing that differs between two runs with the same result."""
    rows = [f"| {name} | {value} | {note} |" for name, value, note in overview.table() if not str(name).startswith(" ")]
    lines = [f"# {title}", "", "| | | |", "|---|---:|---|", *rows, ""]
    for name in overview.groups:
        groups = overview.ordered(name)
        if len(groups) < 2:
            continue
        lines += [f"## By {name}", "", f"| {name} | {' | '.join(_HEAD)} |", f"|---|{'---:|' * len(_HEAD)}"]
        for value, group in groups[:_GROUPS_SHOWN]:
            row = group.to_row()
            cells = [
                f"{group.triplets:,}", f"{group.passed:,}", f"{group.mutants:,}", _percent(row["kill_rate"]),
                "-" if row["mean_score"] is None else f"{row['mean_score']:.3f}", f"{group.perfect:,}",
                f"{group.weak:,}", f"{group.vacuous:,}", f"{group.stub_passes:,}", f"{group.flaky:,}",
                f"{group.split:,}",
            ]  # fmt: skip
            lines.append(f"| {value} | {' | '.join(cells)} |")
        if len(groups) > _GROUPS_SHOWN:
            lines.append(f"\nand {len(groups) - _GROUPS_SHOWN:,} more.")
        lines.append("")
    if overview.warnings:
        lines += ["## Warnings", "", "| code | triplets | |", "|---|---:|---|"]
        lines += [
            f"| `{code}` | {count:,} | {CODES.get(code, '')} |" for code, count in overview.warnings.most_common()
        ]
        lines.append("")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
