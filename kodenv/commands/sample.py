"""``kodenv sample``: test-based reject sampling, policy × triplets → rollouts → SFT set."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from kodenv.certified import SHORTCOMINGS
from kodenv.commands.asking import LEFT_OUT, add_asking_options, open_source, read_asking
from kodenv.commands.collecting import Source, Survey, describe_shortfall, fill_journal, survey
from kodenv.commands.context import (
    MAX_UNSCORED,
    Context,
    add_judge_options,
    add_stop_early_option,
    add_unscored_option,
    judge_options,
    positive_int,
    share,
)
from kodenv.commands.tables import format_table, pass_table, share_of
from kodenv.commands.writing import add_dropped, write_outputs, write_pages
from kodenv.hub import Hub
from kodenv.metrics import INTERVAL_METHOD, default_ks, estimate_pass_at_k
from kodenv.rejection import EXPLANATION, Reason, Rule
from kodenv.responses.form import RECIPES, Form, read_recipe
from kodenv.rollout import JudgesMany
from kodenv.runs import RunFolder
from kodenv.sft import check_layout
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
        form: What a reply has to look like beside its verdict.
        layout: The SFT rows' columns: ``messages``, ``prompt-completion``, ``sharegpt`` or ``ocr``.
        shard_rows: Rows of a Parquet file of the set; None: all in one.
        max_unscored: The share of UNSCORED rollouts above which the run fell short, 0 to 1.
        judge: How programs are judged, as plain values for run.json.
    """

    rule: Rule
    form: Form = RECIPES["none"]
    layout: str = "messages"
    shard_rows: int | None = None
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
        help="who answers: openai:MODEL@BASE_URL, vllm:MODEL, or replay:FILE (repeatable; FILE may be a glob)",
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
        "--min-mutation-score",
        type=share,
        metavar="X",
        help="leave out triplets whose certificate shows a lower score, a flaky case, or nothing (default: take all)",
    )
    parser.add_argument(
        "--recipe",
        default="none",
        metavar=f"{'|'.join(RECIPES)}|FILE.toml",
        help="what a reply has to look like (think tags, fence, syntax, ...): a published recipe or one of your own; "
        "a reply that does not is dropped with its reason (default none)",
    )
    parser.add_argument(
        "--layout",
        default="messages",
        metavar="messages|prompt-completion|sharegpt|ocr",
        help="columns of the SFT rows (default messages)",
    )
    parser.add_argument(
        "--shard-rows", type=positive_int, metavar="R", help="sft-00000-of-0000N.parquet of R rows (default: one file)"
    )
    parser.add_argument(
        "--push-to-hub", metavar="NAME", help="upload the finished set to the Hugging Face hub, private (extra hub)"
    )
    add_unscored_option(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_asking_options(parser)
    add_judge_options(parser)
    add_stop_early_option(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    rule = Rule(keep=args.keep, choose=args.choose, max_per_question=args.max_per_question)
    options = replace(judge_options(args), coverage=rule.choose == "coverage")
    config = SampleConfig(
        rule=rule,
        form=read_recipe(args.recipe),
        layout=check_layout(args.layout),
        shard_rows=args.shard_rows,
        max_unscored=args.max_unscored,
        judge=options.identity(),
    )
    hub = Hub() if args.push_to_hub else None
    with context.open_policy(args.policy) as policy:
        source = open_source(args.triplets, policy, args.n, read_asking(args), args.budget, args.seed, args.language)
        source = replace(source, min_mutation_score=args.min_mutation_score)
        outcome = sample(config, source, args.out, lambda: context.open_judge(options), context.err)
    pushed = {"pushed": hub.push(Path(args.out), args.push_to_hub)} if hub and not outcome.shortfall else {}
    if args.json:
        context.out.write(json.dumps({"out": args.out, **outcome.result, **pushed}) + "\n")
    else:
        context.out.write(describe(outcome.result, args.out))
        context.out.writelines(f"  pushed   {address}\n" for address in pushed.values())
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
            summary = write_outputs(
                folder.path, rows, config.rule, config.layout, form=config.form, shard_rows=config.shard_rows
            )
            result = _result(summary, found, source)
            add_dropped(folder.path, found.left_out)
            write_pages(folder, summary, result)
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
        "config": {"n": source.n, **asdict(config.rule), "layout": config.layout, **_asked(config, source)},
        "judge": config.judge,
        "inputs": source.identity(),
        "seeds": {"sample": source.seed},
        "versions": {"kodenv": __version__},
    }


def _asked(config: SampleConfig, source: Source) -> dict[str, Any]:
    """Name only what is asked for: an option that is added later changes no run that does not use it."""
    form = {name: value for name, value in asdict(config.form).items() if value != getattr(RECIPES["none"], name)}
    options: dict[str, Any] = {"form": form, "shard_rows": config.shard_rows, "sampling": source.describe()}
    options["min_mutation_score"] = source.min_mutation_score
    return {name: value for name, value in options.items() if value}


def _may_leave_out(found: Survey, source: Source) -> bool:
    return source.min_mutation_score is not None or bool(found.left_out)


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
        **({"left_out": dict(sorted(found.left_out.items()))} if _may_leave_out(found, source) else {}),
        "interval_method": INTERVAL_METHOD,
        **{f"pass@{k}": estimate_pass_at_k(summary.tallies.values(), k, seed=source.seed).to_row() for k in ks},
    }


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
    for reason, count in result.get("left_out", {}).items():
        text += f"\n  {count:,} questions left out: {(SHORTCOMINGS | LEFT_OUT)[reason]}"
    folder = Path(out)
    return (
        f"{text}\n  SFT set  {folder / 'sft.jsonl'}  {folder / 'sft*.parquet'}\n  card     {folder / 'README.md'}\n"
        f"  report   {folder / 'report.html'}\n"
    )
