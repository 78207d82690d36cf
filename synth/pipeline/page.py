"""The report of a synthesis: one self-contained page with the funnel, the shares and a few examples."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from synth.pipeline.funnel import Funnel
from synth.pipeline.tables import COLUMNS, Tables

_STYLE = (
    ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}"
    "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}"
    "th{font-weight:600;opacity:.7}.bar{background:#8884;width:16rem}.bar i{display:block;height:.8rem;"
    "background:#1f6feb}pre{white-space:pre-wrap;background:#8881;padding:.8rem;border-radius:.4rem;font-size:13px}"
    "summary{cursor:pointer}.grid{display:flex;flex-wrap:wrap;gap:0 3rem}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(run: Mapping[str, Any], tables: Tables, funnel: Funnel) -> str:
    """Return the page's text; nothing in it comes from outside or runs a script."""
    result = run["result"]
    parts = [
        f"<h1>Synthesis: {tables.triplets:,} verified triplets</h1>",
        _facts(run),
        "<h2>From stage to stage</h2>",
        _funnel(funnel),
        '<div class="grid">',
        *(_shares(name, dict(tables.columns[name].most_common(24)), tables.triplets) for name in COLUMNS),
        _shares("cases in a suite", dict(sorted(tables.cases.items())), tables.triplets),
        "</div>",
        _passes(result.get("pass@k") or {}),
        _account(result.get("account") or {}),
        "<h2>Examples</h2>",
        *map(_example, tables.examples),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Synthesis · kodenv</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _facts(run: Mapping[str, Any]) -> str:
    facts = {**{k: v for k, v in run["config"].items() if v not in (None, [], "")}, "seed": run["seeds"]["synth"]}
    return "<p>" + " · ".join(f"{_text(key)} <b>{_text(value)}</b>" for key, value in facts.items()) + "</p>"


def _funnel(funnel: Funnel) -> str:
    stages = funnel.rows()
    most = max((stage["in"] for stage in stages), default=1) or 1
    rows = [
        [
            _text(stage["stage"]),
            f"{stage['in']:,}",
            f"{stage['out']:,}",
            _bar(stage["out"], most),
            _text(", ".join(f"{reason} {count:,}" for reason, count in stage["dropped"].items())),
        ]
        for stage in stages
    ]
    return _table(("stage", "in", "out", "", "dropped"), rows)


def _shares(name: str, counts: Mapping[Any, int], whole: int) -> str:
    rows = [[_text(key), f"{count:,}", _bar(count, whole)] for key, count in counts.items()]
    return f"<div><h2>{_text(name)}</h2>{_table((), rows)}</div>"


def _passes(measured: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [_text(subset), _text(name), f"{e['value']:.1%}", f"{e['interval'][0]:.1%} to {e['interval'][1]:.1%}"]
        for subset, estimates in measured.items()
        for name, e in estimates.items()
        if e["value"] is not None
    ]
    return f"<h2>pass@k of the attempts</h2>{_table(('subset', '', 'value', 'interval'), rows)}" if rows else ""


def _account(account: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [
            _text(name),
            f"{one['replies']:,}",
            f"{one['prompt_tokens']:,}",
            f"{one['completion_tokens']:,}",
            f"{one['cost']:,.4f}",
        ]
        for name, one in account.items()
    ]
    head = ("model", "replies", "prompt tokens", "reply tokens", "cost")
    return f"<h2>Models asked</h2>{_table(head, rows)}" if rows else ""


def _example(row: Mapping[str, Any]) -> str:
    blocks = "".join(f"<h3>{name}</h3><pre>{_text(row[name])}</pre>" for name in ("question", "solution", "test"))
    return f"<details><summary>{_text(row['question_id'])}</summary>{blocks}</details>"


def _bar(part: int, whole: int) -> str:
    return f'<div class="bar"><i style="width:{100 * part / whole if whole else 0:.1f}%"></i></div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = f"<tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>" if head else ""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{top}{body}</table>"


def _text(value: object) -> str:
    return html.escape(str(value))
