"""``kodenv sample``: test-based reject sampling, policy × triplets → rollouts → SFT set."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from kodenv.commands.collecting import MAX_UNSCORED, Source, Survey, describe_shortfall, fill_journal, survey
from kodenv.commands.context import Context, add_judge_options, judge_options, positive_int, share
from kodenv.commands.tables import format_table, pass_table, share_of
from kodenv.metrics import INTERVAL_METHOD, default_ks, estimate_pass_at_k
from kodenv.rejection import EXPLANATION, Reason, Rule, select
from kodenv.rollout import JudgesMany, Rollout
from kodenv.runs import JournalIndex, RunFolder, write_json, write_text
from kodenv.sft import check_layout, to_sft_row
from kodenv.summary import Summary

HELP = "test-based reject sampling: triplets and completions to an SFT set"
EXAMPLE = """example:
  kodenv sample --triplets triplets.jsonl --policy replay:responses.jsonl --keep solved --choose shortest --out sft
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleConfig:
    """What to make of the rollouts.

    Attributes:
        rule: Which are kept.
        layout: The SFT rows' columns: ``messages``, ``prompt-completion``, ``sharegpt`` or ``ocr``.
        max_unscored: The share of UNSCORED rollouts above which the run fell short, 0 to 1.
        judge: How programs are judged, as plain values for run.json.
    """

    rule: Rule
    layout: str = "messages"
    max_unscored: float = MAX_UNSCORED
    judge: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to: the numbers, and why it fell short if it did."""

    result: dict[str, Any]
    shortfall: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: the bundled ones)")
    parser.add_argument(
        "--policy",
        action="append",
        required=True,
        metavar="SPEC",
        help="replay:FILE, recorded completions (repeatable; FILE may be a glob)",
    )
    parser.add_argument("--n", type=positive_int, metavar="N", help="samples per question (default: all recorded ones)")
    parser.add_argument("--out", required=True, metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument(
        "--keep", default="solved", metavar="solved|unsolved|all", help="default solved; UNSCORED are never kept"
    )
    parser.add_argument(
        "--choose",
        default="all",
        metavar="first|shortest|coverage|all",
        help="which of a question's eligible rollouts are taken first (default all)",
    )
    parser.add_argument(
        "--max-per-question",
        type=positive_int,
        metavar="M",
        help="at most M rows per question (default: 1, no bound with --choose all)",
    )
    parser.add_argument(
        "--layout",
        default="messages",
        metavar="messages|prompt-completion|sharegpt|ocr",
        help="columns of the SFT rows (default messages)",
    )
    parser.add_argument(
        "--max-unscored",
        type=share,
        default=MAX_UNSCORED,
        metavar="X",
        help=f"exit with 1 if a larger share of rollouts could not be judged (default {MAX_UNSCORED})",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    rule = Rule(keep=args.keep, choose=args.choose, max_per_question=args.max_per_question)
    options = replace(judge_options(args), coverage=rule.choose == "coverage")
    config = SampleConfig(
        rule=rule, layout=check_layout(args.layout), max_unscored=args.max_unscored, judge=options.identity()
    )
    with context.open_policy(args.policy) as policy:
        source = Source(triplets=args.triplets, policy=policy, n=args.n)
        outcome = sample(config, source, args.out, lambda: context.open_judge(options), context.err)
    if args.json:
        context.out.write(json.dumps({"out": args.out, **outcome.result}) + "\n")
    else:
        context.out.write(describe(outcome.result, args.out))
    if outcome.shortfall:
        context.err.write(f"kodenv sample: {outcome.shortfall}\n")
    return 1 if outcome.shortfall else 0


def sample(
    config: SampleConfig,
    source: Source,
    out: str | Path,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    err: TextIO = sys.stderr,
) -> Outcome:
    """Judge every completion, select, and write the output folder; go on where an earlier run stopped.

    Raises:
        ConfigError: If the folder cannot be used or belongs to another run.
        DataError: If an input row cannot be used.
        SandboxUnavailable: If nothing can be judged here.
    """
    found = survey(source)
    with RunFolder(out, _identity(config, source)) as folder:
        if not folder.finished:
            rows = fill_journal(folder, source, found, open_judge, err)
            summary = write_outputs(folder.path, rows, config)
            result = _result(summary, found, source)
            _write_pages(folder, summary, result)
            complete = describe_shortfall(summary.unscored, summary.rows, config.max_unscored) is None
            folder.finish(result, complete=complete)
        result = folder.result()
    return Outcome(
        result=result, shortfall=describe_shortfall(result["unscored"], result["rollouts"], config.max_unscored)
    )


def _identity(config: SampleConfig, source: Source) -> dict[str, Any]:
    from kodenv import __version__

    return {
        "command": "sample",
        "config": {"n": source.n, **asdict(config.rule), "layout": config.layout},
        "judge": config.judge,
        "inputs": source.identity(),
        "seeds": {"sample": source.seed},
        "versions": {"kodenv": __version__},
    }


def write_outputs(folder: Path, rows: JournalIndex, config: SampleConfig) -> Summary:
    """Write the rollouts with their reasons, the SFT set twice, and the counts of what was dropped."""
    from kodenv.store import iter_rows, write_rows

    summary = Summary()

    def counted() -> Iterator[dict[str, Any]]:
        for row in decide(rows.rows(), config.rule):
            summary.add(row)
            yield row

    rollouts = folder / "rollouts.jsonl"
    write_rows(rollouts, counted())

    def kept() -> Iterator[dict[str, Any]]:
        for where, row in iter_rows(rollouts):
            if row["kept"]:
                yield to_sft_row(Rollout.from_row(row, where), config.layout)

    write_rows(folder / "sft.jsonl", kept())
    write_rows(folder / "sft.parquet", kept())
    dropped = {str(reason): summary.reasons[reason] for reason in Reason if reason is not Reason.KEPT}
    write_json(folder / "dropped.json", {reason: count for reason, count in dropped.items() if count})
    return summary


def decide(rows: Iterator[dict[str, Any]], rule: Rule) -> Iterator[dict[str, Any]]:
    """Yield the rollout rows, those of a question side by side, with ``kept`` and ``reason``."""
    for _, group in groupby(rows, key=lambda row: row["question_id"]):
        together = list(group)
        reasons = select([Rollout.from_row(row) for row in together], rule)
        for row, reason in zip(together, reasons, strict=True):
            head = {"question_id": row["question_id"], "sample_index": row["sample_index"]}
            yield {**head, "kept": reason is Reason.KEPT, "reason": str(reason), **row}


def _result(summary: Summary, found: Survey, source: Source) -> dict[str, Any]:
    # Beside the usual ones the largest: the share of questions that any sample solved.
    fewest = summary.fewest_samples
    ks = sorted({*default_ks(fewest), fewest} - {0})
    return {
        "questions": found.questions,
        "rollouts": summary.rows,
        "solved": summary.solved,
        "unscored": summary.unscored,
        "solved_questions": summary.solved_questions,
        "kept": summary.kept,
        "kept_questions": summary.kept_questions,
        "statuses": dict(sorted(summary.statuses.items())),
        "reasons": dict(sorted(summary.reasons.items())),
        "without_completion": found.without_completion,
        "unknown_questions": found.unknown_questions,
        "interval_method": INTERVAL_METHOD,
        **{f"pass@{k}": estimate_pass_at_k(summary.tallies.values(), k, seed=source.seed).to_row() for k in ks},
    }


def _write_pages(folder: RunFolder, summary: Summary, result: dict[str, Any]) -> None:
    from kodenv.card import write_card
    from kodenv.report import write_report

    write_text(folder.path / "README.md", write_card(summary, {**folder.identity, "result": result}))
    write_report(folder.path, folder.path / "report.html", {**folder.identity, "result": result})


def describe(result: dict[str, Any], out: str) -> str:
    """Return the result for a person."""
    lines = [
        ["rollouts", result["rollouts"], f"of {result['questions']:,} questions"],
        ["solved", result["solved"], share_of(result["solved"], result["rollouts"] - result["unscored"])],
        ["unscored", result["unscored"], "could not be judged" if result["unscored"] else ""],
        ["kept", result["kept"], f"of {result['kept_questions']:,} questions"],
    ]
    lines += [
        [f"  {reason}", count, EXPLANATION[Reason(reason)]]
        for reason, count in result["reasons"].items()
        if reason != Reason.KEPT
    ]
    text = format_table(lines) + "\n"
    if table := pass_table(result):
        text += f"\n{table}\n"
    for key, what in (
        ("without_completion", "questions without a recorded completion"),
        ("unknown_questions", "recorded question ids that are in no triplet (ignored)"),
    ):
        if result[key]:
            text += f"\n  {result[key]:,} {what}"
    folder = Path(out)
    return (
        f"{text}\n  SFT set  {folder / 'sft.jsonl'}  {folder / 'sft.parquet'}\n  card     {folder / 'README.md'}\n"
        f"  report   {folder / 'report.html'}\n"
    )
