"""``kodenv eval``: score a policy, unbiased pass@k with intervals; compare two scored folders."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from kodenv.commands.collecting import (
    MAX_UNSCORED,
    Source,
    describe_shortfall,
    every_tally,
    fill_journal,
    survey,
)
from kodenv.commands.context import Context, add_judge_options, judge_options, positive_int, share
from kodenv.commands.tables import format_table, pass_table
from kodenv.errors import ConfigError
from kodenv.metrics import INTERVAL_METHOD, Tally, check_ks, compare_pass_at_k, default_ks, summarize
from kodenv.rollout import JudgesMany
from kodenv.runs import JournalIndex, RunFolder, write_json
from kodenv.summary import Summary

HELP = "score a policy: unbiased pass@k with intervals"
EXAMPLE = """examples:
  kodenv eval --triplets triplets.jsonl --policy replay:responses.jsonl --n 10 --k 1,5,10 --out scores
  kodenv eval --compare scores-a scores-b
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalConfig:
    """How to score.

    Attributes:
        ks: Which pass@k; None: those of 1, 5, 10 that the samples allow.
        max_unscored: The share of UNSCORED rollouts above which the run fell short, 0 to 1.
        judge: How programs are judged, as plain values for run.json.
    """

    ks: tuple[int, ...] | None = None
    max_unscored: float = MAX_UNSCORED
    judge: dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: the bundled ones)")
    parser.add_argument(
        "--policy", action="append", metavar="SPEC", help="replay:FILE, recorded completions (repeatable)"
    )
    parser.add_argument("--n", type=positive_int, metavar="N", help="samples per question (default: all recorded ones)")
    parser.add_argument("--k", metavar="K,K", help="which pass@k (default: those of 1, 5, 10 that are at most n)")
    parser.add_argument("--out", metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument(
        "--compare", nargs=2, metavar="DIR", help="print the paired difference, first less second, of two such folders"
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
    ks = None if args.k is None else _parse_ks(args.k)
    if args.compare:
        comparison = compare(*args.compare, ks=ks)
        text = json.dumps(comparison) if args.json else describe_comparison(comparison, *args.compare)
        context.out.write(text + "\n")
        return 0
    if not args.policy or not args.out:
        raise ConfigError("expected --policy and --out, or --compare DIR DIR; see kodenv eval --help")
    options = judge_options(args)
    config = EvalConfig(ks=ks, max_unscored=args.max_unscored, judge=options.identity())
    with context.open_policy(args.policy) as policy:
        source = Source(triplets=args.triplets, policy=policy, n=args.n)
        scores, shortfall = evaluate(config, source, args.out, lambda: context.open_judge(options), context.err)
    context.out.write(json.dumps(scores) + "\n" if args.json else describe(scores, args.out))
    if shortfall:
        context.err.write(f"kodenv eval: {shortfall}\n")
    return 1 if shortfall else 0


def evaluate(
    config: EvalConfig,
    source: Source,
    out: str | Path,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    err: TextIO = sys.stderr,
) -> tuple[dict[str, Any], str | None]:
    """Judge every completion and write the output folder; return the scores and why they fell short, if so.

    Raises:
        ConfigError: If the folder cannot be used or belongs to another run, or a k exceeds n.
        DataError: If an input row cannot be used.
        SandboxUnavailable: If nothing can be judged here.
    """
    found = survey(source)
    n = found.fewest_samples
    ks = default_ks(n) if config.ks is None else check_ks(config.ks, n)
    with RunFolder(out, _identity(config, source)) as folder:
        if not folder.finished:
            rows = fill_journal(folder, source, found, open_judge, err)
            summary = write_verdicts(folder.path, rows)
            scores = summarize(every_tally(source, summary), n, ks, seed=source.seed)
            write_json(folder.path / "eval.json", scores)
            result = {**scores, "rollouts": summary.rows, "interval_method": INTERVAL_METHOD}
            _write_page(folder, result)
            complete = describe_shortfall(summary.unscored, summary.rows, config.max_unscored) is None
            folder.finish(result, complete=complete)
        result = folder.result()
    rollouts = result.pop("rollouts")
    del result["interval_method"]
    return result, describe_shortfall(result["unscored"], rollouts, config.max_unscored)


def _identity(config: EvalConfig, source: Source) -> dict[str, Any]:
    from kodenv import __version__

    return {
        "command": "eval",
        "config": {"n": source.n, "k": None if config.ks is None else list(config.ks)},
        "judge": config.judge,
        "inputs": source.identity(),
        "seeds": {"sample": source.seed, "bootstrap": source.seed},
        "versions": {"kodenv": __version__},
    }


def write_verdicts(folder: Path, rows: JournalIndex) -> Summary:
    """Write the judged rollouts in order, and count them."""
    from kodenv.store import write_rows

    summary = Summary()

    def counted() -> Iterator[dict[str, Any]]:
        for row in rows.rows():
            summary.add(row)
            yield row

    write_rows(folder / "verdicts.jsonl", counted())
    return summary


def _write_page(folder: RunFolder, result: dict[str, Any]) -> None:
    from kodenv.report import write_report

    write_report(folder.path, folder.path / "report.html", {**folder.identity, "result": result})


def _parse_ks(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ConfigError(f"k: expected whole numbers with commas, got {text!r}; say for example --k 1,5,10") from None


def describe(scores: dict[str, Any], out: str) -> str:
    """Return the scores for a person."""
    rows: Sequence[Sequence[object]] = [
        ["questions", scores["questions"], f"{scores['n']} samples each at least"],
        ["unscored", scores["unscored"], "samples that could not be judged, in no rate"],
        ["left out", scores["left_out"], "questions with fewer scored samples than the largest k"],
    ]
    folder = Path(out)
    return (
        f"{format_table(rows)}\n\n{pass_table(scores)}\n  intervals: {INTERVAL_METHOD}\n\n"
        f"  verdicts  {folder / 'verdicts.jsonl'}\n  report    {folder / 'report.html'}\n"
    )


def compare(first: str, second: str, *, ks: tuple[int, ...] | None = None, seed: int = 0) -> dict[str, Any]:
    """Return the paired differences, first less second, over the questions that both folders have.

    Raises:
        ConfigError: If a folder holds no verdicts, the two share no question, or a k exceeds the samples.
    """
    tallies = [_read_tallies(Path(folder)) for folder in (first, second)]
    shared = tallies[0].keys() & tallies[1].keys()
    if not shared:
        raise ConfigError(f"compare: expected questions that both have, got none in {first} and {second}; name others")
    n = min(tally[key].scored + tally[key].unscored for tally in tallies for key in shared)
    chosen = default_ks(n) if ks is None else check_ks(ks, n)
    compared = {f"pass@{k}": compare_pass_at_k(tallies[0], tallies[1], k, seed=seed) for k in chosen}
    return {"questions": len(shared), "interval_method": INTERVAL_METHOD, **compared}


def _read_tallies(folder: Path) -> dict[str, Tally]:
    from kodenv.report import rows_file
    from kodenv.store import iter_rows

    summary = Summary()
    for where, row in iter_rows(rows_file(folder)):
        summary.add(row, where)
    return summary.tallies


def describe_comparison(comparison: dict[str, Any], first: str, second: str) -> str:
    """Return the comparison for a person."""
    rows: list[list[object]] = [["", "first", "second", "difference", "interval", "questions"]]
    for name, row in comparison.items():
        if not name.startswith("pass@"):
            continue
        if row["difference"] is None:
            rows.append([name, "-", "-", "-", "", 0])
            continue
        low, high = row["interval"]
        values = [f"{row['first']:.1%}", f"{row['second']:.1%}", f"{row['difference']:+.1%}"]
        rows.append([name, *values, f"[{low:+.1%}, {high:+.1%}]", row["questions"]])
    method = comparison["interval_method"]
    return f"  first   {first}\n  second  {second}\n\n{format_table(rows)}\n  intervals: of the difference, {method}"
