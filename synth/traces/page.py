"""The report of annotated traces: one self-contained page with the paper's plots, the tests and what was dropped."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from synth.traces.charts import Series, draw_bars
from synth.traces.measures import ALPHA
from synth.traces.patterns import MEANINGS, PATTERNS

_STYLE = (
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}"
    "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}"
    "th{font-weight:600;opacity:.7}figure{margin:1rem 0;max-width:44rem}figcaption{font-weight:600;font-size:13px}"
    "svg{display:block;width:100%;height:auto}svg text{font-size:11px;fill:currentColor;opacity:.75}"
    ".grid{stroke:currentColor;opacity:.15}.level{stroke:#d4553a;stroke-dasharray:4 3}.note{opacity:.7;font-size:13px}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(run: Mapping[str, Any]) -> str:
    """Return the page's text; nothing in it comes from outside or runs a script."""
    result = run["result"]
    parts = [f"<h1>Reasoning traces: {result['traces']:,}</h1>", _facts(run)]
    if result["annotated"]:
        parts += [_patterns(result), _tests(result)]
    parts += [_tokens(result), _loops(result), _dropped(result)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Reasoning traces · kodenv</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _facts(run: Mapping[str, Any]) -> str:
    facts = {**run["config"], "annotated": run["result"]["annotated"]}
    policy = run["inputs"].get("policy")
    if policy:
        facts["policy"] = policy["name"]
    shown = [f"{_text(key)} <b>{_text(value)}</b>" for key, value in facts.items() if value is not None]
    return f"<p>{' · '.join(shown)}</p>"


def _patterns(result: Mapping[str, Any]) -> str:
    meanings = "; ".join(f"<b>{code}</b> {_text(meaning)}" for code, meaning in MEANINGS.items())
    parts = ["<h2>Patterns</h2>", f'<p class="note">{meanings}.</p>']
    for outcome in ("correct", "incorrect"):
        rows = [row for row in result["frequencies"] if row["outcome"] == outcome and row["difficulty"] != "all"]
        series = [
            Series(
                name=f"{row['difficulty']} ({row['traces']:,})",
                values=[row[code] for code in PATTERNS],
                notes=[f"{row['difficulty']}, {name}: {row[code]:.1%}" for code, name in PATTERNS.items()],
            )
            for row in rows
        ]
        if series:
            parts.append(draw_bars(f"Mean frequency per pattern, {outcome} traces", list(PATTERNS), series))
    found = result["entropy"]
    shown = ", ".join(f"{name} {found[name]:.3f}" for name in ("correct", "incorrect") if found[name] is not None)
    parts.append(f"<p>Mean entropy of a trace's patterns, in nats: {shown}{_p(found['p'])}.</p>")
    return "\n".join(parts)


def _tests(result: Mapping[str, Any]) -> str:
    problems = result["per_problem"]
    note = f"* : p below {ALPHA}; ** : also as one of so many tests (Holm)"
    parts = ["<h2>Tests</h2>", f'<p class="note">{_text(note)}.</p>']
    if any(row["share"] is not None for row in problems):
        series = Series(
            name="problems",
            values=[row["share"] for row in problems],
            notes=[f"{row['more']} of {row['more'] + row['less']}{_p(row['p'])}" for row in problems],
        )
        names = [f"{row['pattern']}{_stars(row)}" for row in problems]
        title = "Share of problems in which a pattern is more frequent in the correct traces (binomial test)"
        parts.append(draw_bars(title, names, [series], line=0.5))
    rows = [
        [row["outcome"], row["pattern"] + _stars(row), f"{row['easier']} to {row['harder']}", _number(row["t"]),
         _number(row["p"])]
        for row in result["across_difficulty"] if row["significant"]
    ]  # fmt: skip
    head = ("traces", "pattern", "difficulty", "t, easier less harder", "p")
    tested = sum(row["p"] is not None for row in result["across_difficulty"])
    parts.append(f"<p>Across difficulty (Welch's t), {len(rows)} of {tested} differ:</p>{_table(head, rows)}")
    return "\n".join(parts)


def _tokens(result: Mapping[str, Any]) -> str:
    levels = list(dict.fromkeys(row["difficulty"] for row in result["tokens"]))
    series = []
    for outcome in ("correct", "incorrect", "per solved"):
        by_level = {row["difficulty"]: row for row in result["tokens"] if row["outcome"] == outcome}
        means = [by_level[level]["mean"] if level in by_level else None for level in levels]
        notes = [
            f"{level}, {outcome}: {mean:,.0f}" if mean is not None else ""
            for level, mean in zip(levels, means, strict=True)
        ]
        series.append(Series(name=outcome, values=means, notes=notes))
    rows = [
        [row["outcome"], row["difficulty"], f"{row['traces']:,}", f"{row['mean']:,.0f}",
         *(f"{row[name]:,}" if name in row else "" for name in ("median", "p90"))]
        for row in result["tokens"]
    ]  # fmt: skip
    chart = draw_bars(
        "Mean tokens of a trace; per solved: all tokens spent, by trace that solved", levels, series, percent=False
    )
    return f"<h2>Tokens</h2>{chart}{_table(('traces', 'difficulty', 'number', 'mean', 'median', '90 %'), rows)}"


def _loops(result: Mapping[str, Any]) -> str:
    rows = [
        [row["outcome"], row["difficulty"], f"{row['looping']:,} of {row['traces']:,}",
         f"{row['looping'] / row['traces']:.1%}"]
        for row in result["loops"]
    ]  # fmt: skip
    return f"<h2>Loops</h2>{_table(('traces', 'difficulty', 'going round', ''), rows)}"


def _dropped(result: Mapping[str, Any]) -> str:
    rows = [[part, reason, f"{count:,}"]
            for part, reasons in result["dropped"].items() for reason, count in reasons.items()]  # fmt: skip
    return f"<h2>Dropped and asked again</h2>{_table(('of', 'why', 'number'), rows)}" if rows else ""


def _stars(row: Mapping[str, Any]) -> str:
    if not row["significant"]:
        return ""
    return "**" if row["p_holm"] < ALPHA else "*"


def _p(value: float | None) -> str:
    return "" if value is None else f" (p {'< 0.0001' if value < 0.0001 else f'= {value:.4f}'})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = f"<tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>"
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{top}{body}</table>"


def _text(value: object) -> str:
    return html.escape(str(value))
