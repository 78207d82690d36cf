"""The output folder of a synthesis: rows in their files, counts, card and report."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kodenv.runs import write_json, write_text
from kodenv.store import iter_rows, write_rows
from synth.pipeline.card import write_card
from synth.pipeline.funnel import Funnel
from synth.pipeline.page import write_page
from synth.pipeline.tables import Tables

TRIPLETS, TRIALS, CONTAMINATED, DROPPED = "triplets.jsonl", "trials.jsonl", "contaminated.jsonl", "dropped.jsonl"


def write_rows_of(
    folder: Path,
    *,
    triplets: Iterable[Mapping[str, Any]],
    trials: Iterable[Mapping[str, Any]],
    contaminated: Iterable[Mapping[str, Any]],
    dropped: Iterable[Mapping[str, Any]],
) -> None:
    """Write the rows, the triplets as JSONL and as Parquet; each iterable is drawn once those before it have ended."""
    write_rows(folder / TRIPLETS, triplets)
    written = (row for _, row in iter_rows(folder / TRIPLETS, allow_empty=True))
    write_rows(folder / "triplets.parquet", written)
    write_rows(folder / TRIALS, trials)
    write_rows(folder / CONTAMINATED, contaminated)
    write_rows(folder / DROPPED, dropped)


def write_pages(folder: Path, run: Mapping[str, Any], tables: Tables, funnel: Funnel) -> None:
    """Write the counts of what was dropped, the card and the report."""
    write_json(folder / "dropped.json", funnel.dropped())
    write_text(folder / "README.md", write_card(run, tables, funnel))
    write_text(folder / "report.html", write_page(run, tables, funnel))
