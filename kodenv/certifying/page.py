"""One self-contained page about certificates: distributions, groups, the weakest and the flakiest suites."""

import html
import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kodenv.certifying.codes import CODES
from kodenv.certifying.overview import WEAK, Group, Overview, histogram

_WIDTH, _HEIGHT, _FOOT = 420, 120, 18
_DIFF_CHARS, _SURVIVORS_SHOWN, _GROUPS_SHOWN = 4_000, 12, 24
_PLOTS = (("Mutation score", "scores"), ("Line coverage", "lines"), ("Branch coverage", "branches"))


def render_page(overview: Overview, *, title: str) -> str:
    """Return the page's text; it needs nothing from outside, and its size does not grow with the data set."""
    template = (importlib.resources.files("kodenv") / "templates" / "certificates.html").read_text(encoding="utf-8")
    parts = {
        "TITLE": _text(title),
        "FACTS": f"<span>triplets <b>{overview.all.triplets:,}</b></span>",
        "TILES": "".join(_tiles(overview)),
        "PLOTS": "".join(_plot(name, histogram(getattr(overview, values))) for name, values in _PLOTS),
        "GROUPS": "".join(_groups(name, overview.ordered(name)) for name in overview.groups),
        "WARNINGS": _warnings(overview),
        "WEAKEST": "".join(map(_weak, overview.weakest)) or _nothing("every suite refuses every mutant"),
        "FLAKIEST": "".join(map(_flaky, overview.flakiest)) or _nothing("no suite is flaky"),
    }
    # one pass: what a certificate holds is never taken for a place of the template
    pieces = template.split("{{")
    return pieces[0] + "".join(_fill(piece, parts) for piece in pieces[1:])


def _fill(piece: str, parts: Mapping[str, str]) -> str:
    name, _, rest = piece.partition("}}")
    return parts[name] + rest


def _tiles(overview: Overview) -> Iterator[str]:
    one, row = overview.all, overview.to_row()
    failed = one.triplets - one.passed
    yield _tile("References that pass", f"{one.passed:,}", f"{failed:,} do not", bad=failed > 0)
    interval = row["kill_interval"]
    shown = f"of {one.mutants:,} mutants" + (f", {interval[0]:.1%} to {interval[1]:.1%}" if interval else "")
    yield _tile("Mutants refused", "-" if row["kill_rate"] is None else f"{row['kill_rate']:.1%}", shown, bad=False)
    yield _tile(f"Score below {WEAK:g}", f"{one.weak:,}", f"of {one.scored:,} scored", bad=one.weak > 0)
    yield _tile("Vacuous", f"{one.vacuous:,}", f"{one.stub_passes:,} are passed by a stub", bad=one.vacuous > 0)
    yield _tile("Flaky", f"{one.flaky:,}", "a case that does not always hold", bad=one.flaky > 0)
    yield _tile("Cases", f"{overview.cases:,}", f"{overview.needed:,} would refuse as many mutants", bad=False)


def _tile(label: str, value: str, note: str, *, bad: bool) -> str:
    return (
        f'<div class="tile"><div class="label">{label}</div><div class="value{" bad" if bad else ""}">{value}</div>'
        f'<div class="note">{note}</div></div>'
    )


def _plot(name: str, counts: Sequence[int]) -> str:
    most, step = max([*counts, 1]), _WIDTH / len(counts)
    bars = "".join(
        f'<rect x="{place * step + 1:.1f}" y="{_HEIGHT - _HEIGHT * count / most:.1f}" width="{step - 2:.1f}" '
        f'height="{_HEIGHT * count / most:.1f}" fill="var(--accent)"><title>'
        f"{'1' if place == len(counts) - 1 else f'{place * 5} to {place * 5 + 5} %'}: {count:,}</title></rect>"
        for place, count in enumerate(counts)
    )
    axis = "".join(
        f'<text x="{share * (_WIDTH - step):.0f}" y="{_HEIGHT + _FOOT - 4}">{share:.0%}</text>' for share in (0, 0.5, 1)
    )
    return (
        f'<section class="card"><h2>{name}: {sum(counts):,} triplets, the tallest bar {max(counts):,}</h2>'
        f'<svg viewBox="0 0 {_WIDTH + 26} {_HEIGHT + _FOOT}" role="img" aria-label="{name}">{bars}{axis}</svg>'
        "</section>"
    )


def _groups(name: str, groups: Sequence[tuple[str, Group]]) -> str:
    if len(groups) < 2:
        return ""
    rows = "".join(_group(value, group) for value, group in groups[:_GROUPS_SHOWN])
    head = "".join(
        f'<th class="num">{label}</th>'
        for label in ("triplets", "pass", "mean score", "score 1", f"below {WEAK:g}", "vacuous", "stub passes", "flaky")
    )
    more = _nothing(f"and {len(groups) - _GROUPS_SHOWN:,} more") if len(groups) > _GROUPS_SHOWN else ""
    return (
        f'<section class="card"><h2>By {name}</h2><table><thead><tr><th>{name}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</section>"
    )


def _group(value: str, group: Group) -> str:
    row = group.to_row()
    mean = "-" if row["mean_score"] is None else f"{row['mean_score']:.3f}"
    cells = [
        f"{group.triplets:,}", f"{group.passed:,}", mean, f"{group.perfect:,}", f"{group.weak:,}",
        f"{group.vacuous:,}", f"{group.stub_passes:,}", f"{group.flaky:,}",
    ]  # fmt: skip
    return f"<tr><td>{_text(value)}</td>{''.join(f'<td class=num>{cell}</td>' for cell in cells)}</tr>"


def _warnings(overview: Overview) -> str:
    rows = "".join(
        f"<tr><td><code>{_text(code)}</code></td><td class=num>{count:,}</td><td>{_text(CODES.get(code, ''))}</td></tr>"
        for code, count in overview.warnings.most_common()
    )
    return f"<table><tbody>{rows}</tbody></table>" if rows else _nothing("nothing was found")


def _weak(row: Mapping[str, Any]) -> str:
    diffs = "".join(f"<pre>{_text(diff[:_DIFF_CHARS])}</pre>" for diff in row["survivors"][:_SURVIVORS_SHOWN])
    low, high = row["mutation_interval"]
    said = f"{row['killed']:,} of {row['mutants']:,} mutants refused, {low:.0%} to {high:.0%}"
    return _details(row, f"{row['mutation_score']:.2f}", said, diffs)


def _flaky(row: Mapping[str, Any]) -> str:
    measured = row.get("measured") or {}
    said = f"failed in {measured.get('failed_runs', '?')} of {measured.get('runs', '?')} runs"
    return _details(row, f"{len(row['flaky_cases'])}", said, f"<pre>{_text(chr(10).join(row['flaky_cases']))}</pre>")


def _details(row: Mapping[str, Any], mark: str, said: str, inside: str) -> str:
    pills = "".join(f'<span class="pill">{_text(code.replace("_", " "))}</span>' for code in row["warnings"])
    return (
        f"<details><summary><b>{mark}</b> <code>{_text(row['question_id'])}</code> "
        f'<span class="about">{_text(said)}</span> {pills}</summary>{inside}</details>'
    )


def _nothing(text: str) -> str:
    return f'<div class="note">{_text(text)}</div>'


def _text(value: object) -> str:
    """Return a value as text of the page; half a character as an escape."""
    return html.escape(str(value).encode(errors="backslashreplace").decode())
