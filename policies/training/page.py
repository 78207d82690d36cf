"""The page about a training: its curves and what it came to, one self-contained file."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kodenv.runs import write_text
from policies.training.charts import Points, line_chart

# Title, and the keys of the rows that it draws: the first of each that the run has.
CHARTS: dict[str, tuple[str, ...]] = {
    "Loss": ("loss", "eval_loss"),
    "Token accuracy": ("mean_token_accuracy",),
    "Reward, mean and deviation": ("reward", "reward_std"),
    "Solved, share of the judged": ("*/pass_rate",),
    "Groups without a signal, share": ("no_signal", "frac_reward_zero_std"),
    "Not judged, share": ("*/unscored",),
    "Without a program; out of time, share": ("*/no_program", "*/timeout"),
    "Completion, tokens": ("completions/mean_length", "completions/max_length"),
    "Cut off at the limit, share": ("completions/clipped_ratio",),
    "Entropy, nats a token": ("entropy",),
    "Gradient norm": ("grad_norm",),
    "Learning rate": ("learning_rate",),
    "Seconds: a step, generation, reward": ("measured/step_time", "measured/generate_s", "measured/reward_s"),
}
_STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1120px;padding:24px;color:#17202c;"
    "background:#f6f7f9}h1{font-size:22px;margin:0 0 4px}h2{font-size:13px;margin:0 0 8px}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:12px}"
    ".card{background:#fff;border:1px solid #e2e6ec;border-radius:10px;padding:14px}svg{width:100%;height:auto}"
    "table{border-collapse:collapse;margin:12px 0}td{padding:2px 18px 2px 0;vertical-align:top}"
    "td:first-child{color:#5b6675}"
)


def write_page(path: Path, run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the page.

    Args:
        path: Where.
        run: What run.json holds.
        rows: Of ``curves.jsonl``.

    Raises:
        ConfigError: If it cannot be written.
    """
    title = f"Training: {run['method'].upper()}"
    cards = []
    for name, keys in CHARTS.items():
        chart = line_chart({label: points for key in keys for label, points in _series(rows, key)}, name)
        if chart:
            cards.append(f'<div class="card"><h2>{html.escape(name)}</h2>{chart}</div>')
    facts = "".join(
        f"<tr><td>{html.escape(str(key))}</td><td>{html.escape(_shown(value))}</td></tr>"
        for key, value in [*run["config"].items(), *run["result"].items()]
        if value not in (None, {}, [])
    )
    write_text(
        path,
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)} · kodenv</title>'
        f"<style>{_STYLE}</style><h1>{html.escape(title)}</h1><table>{facts}</table>"
        f'<div class="cards">{"".join(cards)}</div></html>\n',
    )


def _series(rows: Sequence[Mapping[str, Any]], key: str) -> list[tuple[str, Points]]:
    """Return the lines of a key; ``*/name`` stands for every reward's."""
    if key.startswith("*/"):
        found = sorted({name for row in rows for name in row if name.endswith(key[1:]) and name.count("/") == 1})
        return [(name, _points(rows, name)) for name in found]
    return [(key.removeprefix("measured/"), _points(rows, key))]


def _points(rows: Sequence[Mapping[str, Any]], key: str) -> Points:
    inside = key.removeprefix("measured/")
    values = ((row["step"], (row["measured"] if inside != key else row).get(inside)) for row in rows)
    return [(step, value) for step, value in values if value is not None and value == value]


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(inner)}" for key, inner in value.items() if inner not in (None, {}, []))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
