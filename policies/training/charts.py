"""Line charts as inline SVG, written without a library."""

import html
from collections.abc import Callable, Mapping, Sequence

_WIDTH, _HEIGHT = 420, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 8, 22
_COLORS = ("#1f6feb", "#d4553a", "#15936f", "#a63d8f", "#c98a0c", "#7d8794")

Points = Sequence[tuple[float, float]]
Place = Callable[[float, float], str]


def line_chart(series: Mapping[str, Points], title: str) -> str:
    """Return a chart of one or more named lines; what has no points is left out.

    Args:
        series: Points (x, y) by name; x ascends.
        title: Stands above it, and is read aloud to who cannot see it.
    """
    drawn = {name: points for name, points in series.items() if points}
    everything = [point for points in drawn.values() for point in points]
    if not everything:
        return ""
    xs, ys = [x for x, _ in everything], [y for _, y in everything]
    low_x, high_x, low_y, high_y = min(xs), max(xs), min(0.0, *ys), max(ys)
    high_x, high_y = high_x + (high_x == low_x), high_y + (high_y == low_y)

    def place(x: float, y: float) -> str:
        across = _LEFT + (x - low_x) / (high_x - low_x) * (_WIDTH - _LEFT - _RIGHT)
        down = _HEIGHT - _BOTTOM - (y - low_y) / (high_y - low_y) * (_HEIGHT - _TOP - _BOTTOM)
        return f"{across:.1f},{down:.1f}"

    parts = [_axis(place, low_x, high_x, low_y, high_y)]
    for (name, points), color in zip(drawn.items(), _COLORS * (1 + len(drawn) // len(_COLORS)), strict=False):
        line = " ".join(place(x, y) for x, y in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.6"><title>{html.escape(name)}'
            "</title></polyline>"
        )
    legend = ""
    if len(drawn) > 1:
        keys = (
            f'<tspan fill="{color}">{html.escape(name)}  </tspan>' for name, color in zip(drawn, _COLORS, strict=False)
        )
        legend = f'<text x="{_LEFT + 4}" y="{_TOP + 10}" font-size="11">{"".join(keys)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{html.escape(title)}" font-family="system-ui, sans-serif" font-size="11" fill="#5b6675">'
        f"{''.join(parts)}{legend}</svg>"
    )


def _axis(place: Place, low_x: float, high_x: float, low_y: float, high_y: float) -> str:
    left, bottom = place(low_x, low_y).split(",")
    right, top = place(high_x, high_y).split(",")
    return (
        f'<path d="M{left},{top}V{bottom}H{right}" fill="none" stroke="#c9d0da"/>'
        f'<text x="{_LEFT - 6}" y="{float(top) + 8:.0f}" text-anchor="end">{high_y:.3g}</text>'
        f'<text x="{_LEFT - 6}" y="{bottom}" text-anchor="end">{low_y:.3g}</text>'
        f'<text x="{left}" y="{_HEIGHT - 6}">{low_x:.4g}</text>'
        f'<text x="{right}" y="{_HEIGHT - 6}" text-anchor="end">{high_x:.4g}</text>'
    )
