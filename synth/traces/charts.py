"""Bar charts as inline SVG: no script, nothing from outside, readable in light and dark."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
_LEFT, _BOTTOM, _TOP, _LEGEND = 44, 24, 10, 20
_TICKS = 4
COLOURS = ("#8fb8f6", "#3a7bd5", "#14418b", "#8b95a3", "#c98a0c", "#15936f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Bars of one colour.

    Attributes:
        name: For the legend.
        values: One per group; None leaves a gap.
        notes: One per group: what the bar says when it is pointed at.
    """

    name: str
    values: Sequence[float | None]
    notes: Sequence[str]


def draw_bars(
    title: str, groups: Sequence[str], series: Sequence[Series], *, percent: bool = True, line: float | None = None
) -> str:
    """Return grouped bars.

    Args:
        title: What is drawn, also for those who cannot see it.
        groups: Names along the bottom.
        series: What stands side by side in each group.
        percent: Whether values are shares, 0 to 1.
        line: A value at which a level line is drawn.
    """
    known = [value for one in series for value in one.values if value is not None]
    top = _nice_top(max([*known, line or 0.0, 1e-9]))
    parts = [_axis(top, percent=percent)]
    if line is not None:
        at = _height(line, top)
        parts.append(f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{at:.1f}" y2="{at:.1f}" class="level"/>')
    step = (WIDTH - _LEFT) / max(1, len(groups))
    bar = step * 0.8 / max(1, len(series))
    for place, group in enumerate(groups):
        left = _LEFT + place * step + step * 0.1
        parts.append(_text(left + step * 0.4, HEIGHT - _LEGEND - 8, group, "middle"))
        for number, one in enumerate(series):
            value = one.values[place]
            if value is not None:
                parts.append(_bar(left + number * bar, bar, value, top, number, one.notes[place]))
    parts += [_key(number, one.name) for number, one in enumerate(series)]
    return (
        f'<figure><figcaption>{html.escape(title)}</figcaption><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{html.escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _bar(left: float, width: float, value: float, top: float, number: int, note: str) -> str:
    at = _height(value, top)
    return (
        f'<rect x="{left:.1f}" y="{at:.1f}" width="{max(1.0, width - 1):.1f}" height="{_base() - at:.1f}" '
        f'fill="{COLOURS[number % len(COLOURS)]}"><title>{html.escape(note)}</title></rect>'
    )


def _axis(top: float, *, percent: bool) -> str:
    lines = []
    for tick in range(_TICKS + 1):
        value = top * tick / _TICKS
        at = _height(value, top)
        shown = f"{value:.0%}" if percent else f"{value:,.0f}"
        lines.append(f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{at:.1f}" y2="{at:.1f}" class="grid"/>')
        lines.append(_text(_LEFT - 6, at + 4, shown, "end"))
    return "".join(lines)


def _key(number: int, name: str) -> str:
    left = _LEFT + number * 150
    colour = COLOURS[number % len(COLOURS)]
    return f'<rect x="{left}" y="{HEIGHT - 12}" width="10" height="10" fill="{colour}"/>' + _text(
        left + 15, HEIGHT - 3, name, "start"
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'


def _base() -> float:
    return HEIGHT - _LEGEND - _BOTTOM


def _height(value: float, top: float) -> float:
    return _base() - (_base() - _TOP) * value / top


def _nice_top(least: float) -> float:
    """Return the smallest of 1, 2, 4, 5, 8 times a power of ten that is at least so large."""
    unit = 10.0**-9
    while True:
        for factor in (1, 2, 4, 5, 8):
            if factor * unit >= least * (1 - 1e-12):
                return factor * unit
        unit *= 10
