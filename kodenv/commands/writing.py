"""What ``sample`` writes from its journal: every rollout with its reason, the SFT set, counts, card and page."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from kodenv.rejection import Reason, Rule, select
from kodenv.responses.form import RECIPES, Form
from kodenv.rollout import Rollout
from kodenv.runs import JournalIndex, RunFolder, read_json, write_json, write_text
from kodenv.sft import to_sft_row
from kodenv.summary import Summary

ROLLOUTS_FILE = "rollouts.jsonl"
_NO_FORM = RECIPES["none"]


def write_outputs(
    folder: Path, rows: JournalIndex, rule: Rule, layout: str, *, form: Form = _NO_FORM, shard_rows: int | None = None
) -> Summary:
    """Write the rollouts with their reasons, the SFT set twice, and the counts of what was dropped.

    Args:
        folder: Where to.
        rows: The judged rollouts.
        rule: Which are kept.
        layout: The SFT rows' columns.
        form: What a reply has to look like.
        shard_rows: Rows of a Parquet file; None: all in ``sft.parquet``.
    """
    from kodenv.shards import shard_names, write_shards
    from kodenv.store import iter_rows, write_rows

    summary = Summary()

    def counted() -> Iterator[dict[str, Any]]:
        for row in decide(rows.rows(), rule, form):
            summary.add(row)
            yield row

    rollouts = folder / ROLLOUTS_FILE
    write_rows(rollouts, counted())

    def kept() -> Iterator[dict[str, Any]]:
        for where, row in iter_rows(rollouts):
            if row["kept"]:
                yield to_sft_row(Rollout.from_row(row, where), layout)

    write_rows(folder / "sft.jsonl", kept())
    if shard_rows is None:
        write_rows(folder / "sft.parquet", kept())
    else:
        write_shards(folder, shard_names("sft", summary.kept, shard_rows), kept(), shard_rows)
    dropped = {str(reason): summary.reasons[reason] for reason in Reason if reason is not Reason.KEPT}
    write_json(folder / "dropped.json", {reason: count for reason, count in dropped.items() if count})
    return summary


def add_dropped(folder: Path, left_out: Mapping[str, int]) -> None:
    """Count the questions that were left out before anything was asked beside the rollouts that were dropped."""
    if left_out:
        path = folder / "dropped.json"
        write_json(path, {**read_json(path), **dict(sorted(left_out.items()))})


def decide(rows: Iterator[dict[str, Any]], rule: Rule, form: Form = _NO_FORM) -> Iterator[dict[str, Any]]:
    """Yield the rollout rows, those of a question side by side, with ``kept`` and ``reason``.

    Where a form is asked for they also have ``defects``, everything that a reply lacks of it.
    """
    from kodenv.responses.checking import find_defects

    plain = form == _NO_FORM
    for _, group in groupby(rows, key=lambda row: row["question_id"]):
        together = list(group)
        rollouts = [Rollout.from_row(row) for row in together]
        defects = [() if plain else find_defects(rollout, form) for rollout in rollouts]
        for row, reason, lacking in zip(together, select(rollouts, rule, defects), defects, strict=True):
            head = {"question_id": row["question_id"], "sample_index": row["sample_index"]}
            decision: dict[str, Any] = {"kept": reason is Reason.KEPT, "reason": str(reason)}
            if not plain:
                decision["defects"] = [str(defect) for defect in lacking]
            yield {**head, **decision, **row}


def write_pages(folder: RunFolder, summary: Summary, result: dict[str, Any]) -> None:
    """Write the data set card and the report."""
    from kodenv.card import write_card
    from kodenv.report import write_report

    write_text(folder.path / "README.md", write_card(summary, {**folder.identity, "result": result}))
    write_report(folder.path, folder.path / "report.html", {**folder.identity, "result": result})
