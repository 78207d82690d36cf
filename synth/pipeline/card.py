"""The dataset card of a synthesised set: README.md with the YAML header that dataset hubs read."""

from collections.abc import Mapping, Sequence
from typing import Any

from kodenv.markdown import share, table
from synth.pipeline.funnel import Funnel
from synth.pipeline.tables import COLUMNS, NOT_STATED, Tables

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_BANDS = ("easy", "medium", "hard")


def write_card(run: Mapping[str, Any], tables: Tables, funnel: Funnel) -> str:
    """Return the card's text. It holds nothing that differs between two runs with the same result."""
    parts = [_header(tables), _intro(run, tables), _funnel(funnel), _counts(tables), _bands(tables)]
    if measured := run["result"].get("pass@k"):
        parts.append(_passes(measured))
    if account := run["result"].get("account"):
        parts.append(_account(account))
    return "\n".join([*parts, _files(), _licenses(tables), _limits()])


def _header(tables: Tables) -> str:
    names = [name for name in tables.licenses if name != NOT_STATED]
    plain = len(names) == 1 == len(tables.licenses) and all(char.isalnum() or char in ".-+" for char in names[0])
    size = next((label for bound, label in _SIZES if tables.triplets < bound), "n>1M")
    lines = ["---", "pretty_name: Verified question-solution-test triplets"]
    lines += [f"license: {names[0].lower()}"] if plain else ["license: other", "license_name: see-below"]
    lines += ["task_categories:", "- text-generation", "tags:", "- code", "- synthetic", "- unit-tests", "- kodenv"]
    lines += ["size_categories:", f"- {size}", "configs:", "- config_name: default", "  data_files:"]
    lines += ["  - split: train", "    path: triplets.parquet", "---", ""]
    return "\n".join(lines)


def _intro(run: Mapping[str, Any], tables: Tables) -> str:
    rows: list[Sequence[object]] = [(key, _plain(value)) for key, value in run["config"].items() if _stated(value)]
    rows += [("seed", run["seeds"]["synth"]), ("kodenv", run["versions"]["kodenv"])]
    rows += [("judge version", run["judge"].get("version", "-"))]
    return (
        f"# Verified triplets\n\n{tables.triplets:,} triplets of a question, a solution and a test suite. Each "
        "solution was run against its suite in a sandbox and passed every case.\n\n" + table(("made from", ""), rows)
    )


def _stated(value: object) -> bool:
    return value is not None and value != [] and value != ""


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items() if _stated(item))
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    return short_name(str(value))


def short_name(text: str) -> str:
    """Drop the folders of a path: they say where a machine keeps its files, not what they are."""
    return text.rstrip("/").rpartition("/")[2] if text.startswith(("/", "~", ".")) else text


def _funnel(funnel: Funnel) -> str:
    rows = []
    for stage in funnel.rows():
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in stage["dropped"].items()) or "-"
        rows.append((stage["stage"], stage["in"], stage["out"], reasons))
    return "## From stage to stage\n\n" + table(("stage", "in", "out", "dropped, by reason"), rows)


def _counts(tables: Tables) -> str:
    text = "## Counts\n"
    for name in COLUMNS:
        rows = [(value, n, share(n, tables.triplets)) for value, n in tables.columns[name].most_common()]
        text += "\n" + table((name, "triplets", "share"), rows)
    cases = [(number, count) for number, count in sorted(tables.cases.items())]
    return text + "\n" + table(("cases in a suite", "triplets"), cases)


def _bands(tables: Tables) -> str:
    subsets = sorted(tables.columns["subset"])
    known = [band for band in _BANDS if tables.columns["difficulty"][band]]
    rows = []
    for subset in subsets:
        whole = tables.columns["subset"][subset]
        rows.append((subset, whole, *(share(tables.bands[subset, band], whole) for band in known)))
    return "## Difficulty by subset\n\n" + table(("subset", "triplets", *known), rows)


def _passes(measured: Mapping[str, Mapping[str, Any]]) -> str:
    rows: list[Sequence[object]] = []
    for subset, estimates in measured.items():
        for name, estimate in estimates.items():
            if estimate["value"] is not None:
                low, high = estimate["interval"]
                rows.append((subset, name, f"{estimate['value']:.1%}", f"{low:.1%} to {high:.1%}"))
    return "## Attempts that verified themselves\n\n" + table(("subset", "", "value", "interval"), rows)


def _account(account: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        (name, one["replies"], one["prompt_tokens"], one["completion_tokens"], f"{one['cost']:,.4f}")
        for name, one in account.items()
    ]
    head = ("model", "replies", "prompt tokens", "reply tokens", "cost")
    return (
        "## What was asked\n\n" + table(head, rows) + "\nTokens as the servers counted them; cost by stated prices.\n"
    )


def _files() -> str:
    rows = [
        ("`triplets.jsonl`, `triplets.parquet`", "the triplets: one row a question, `load_triplets` reads both"),
        ("`trials.jsonl`", "every attempt with its verdict, also of questions that have no triplet"),
        ("`contaminated.jsonl`", "triplets too similar to a benchmark's question: against which, how similar"),
        ("`dropped.jsonl`", "everything that did not go on: the stage, why, and of duplicates what they are like"),
        ("`dropped.json`", "how many went at which stage, and why"),
        ("`report.html`", "the same numbers as a page, with examples"),
    ]
    return f"## Files\n\n{table(('file', 'holds'), rows)}"


def _licenses(tables: Tables) -> str:
    rows = [(name, count) for name, count in tables.licenses.most_common()]
    return f"## Licences\n\n{table(('licence', 'triplets'), rows) if rows else 'There are no rows.'}"


def _limits() -> str:
    return (
        "## What it does not say\n\nA suite that its own solution passes can still be too weak to tell a wrong program "
        "from a right one, or ask for what the question does not say. `kodenv certify` measures that.\n"
    )
