"""``kodenv eval``: score a policy, unbiased pass@k with intervals; compare two scored folders."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from kodenv.benches import BENCHES, Bench, find_bench, parse_window
from kodenv.commands.bench_source import BenchSource
from kodenv.commands.collecting import Source, describe_shortfall, fill_journal, survey
from kodenv.commands.context import (
    MAX_UNSCORED,
    Context,
    add_judge_options,
    add_stop_early_option,
    add_unscored_option,
    judge_options,
    number_between,
    positive_int,
)
from kodenv.commands.score_tables import check_style, comparison_rows, render, score_rows
from kodenv.commands.tables import format_table
from kodenv.comparing import compare
from kodenv.errors import ConfigError
from kodenv.metrics import INTERVAL_METHOD, check_ks, default_ks
from kodenv.policy import Policy, SamplingParams
from kodenv.rollout import JudgesMany, RecordedPolicy
from kodenv.runs import JournalIndex, RunFolder, write_json
from kodenv.scores import Questions, Runs, score
from kodenv.summary import Summary

HELP = "score a policy: unbiased pass@k with intervals"
EXAMPLE = """examples:
  kodenv eval --triplets triplets.jsonl --policy replay:responses.jsonl --n 10 --k 1,5,10 --out scores
  kodenv eval --bench humaneval=HumanEval.jsonl.gz --policy replay:samples.jsonl --prompt complete --out scores
  kodenv eval --compare scores-a scores-b --table markdown
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
    parser.add_argument("--bench", metavar="NAME[=FILE]", help=f"a benchmark: {', '.join(BENCHES)}; FILE: its rows")
    parser.add_argument(
        "--policy", action="append", metavar="SPEC", help="who answers, such as replay:FILE (that may be repeated)"
    )
    parser.add_argument(
        "--n",
        type=positive_int,
        metavar="N",
        help="samples per question (default: all recorded ones, or the benchmark's)",
    )
    parser.add_argument("--k", metavar="K,K", help="which pass@k (default: those of 1, 5, 10 that are at most n)")
    parser.add_argument("--out", metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument(
        "--compare", nargs=2, metavar="DIR", help="print the paired difference, first less second, of two such folders"
    )
    add_unscored_option(parser)
    parser.add_argument("--table", default="text", metavar="text|markdown|latex", help="how tables look (default text)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    _add_asking(parser.add_argument_group("asking"))
    add_judge_options(parser)
    add_stop_early_option(parser)


def _add_asking(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--prompt",
        default="chat",
        metavar="chat|complete",
        help="bench: complete asks a base model to go on (default chat)",
    )
    group.add_argument(
        "--language", metavar="python|cpp", help="bench: what programs are written in (default: its own)"
    )
    group.add_argument(
        "--from", dest="first", metavar="DATE", help="bench: questions published from this day or month on"
    )
    group.add_argument("--until", dest="last", metavar="DATE", help="bench: questions published until then, included")
    group.add_argument("--temperature", type=number_between(0, 10), metavar="T", help="default 1, or the benchmark's")
    group.add_argument("--top-p", type=number_between(0, 1), metavar="P", help="default 1, or the benchmark's")
    group.add_argument("--max-tokens", type=positive_int, metavar="M", help="default 4096, or the benchmark's")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    ks = None if args.k is None else _parse_ks(args.k)
    check_style(args.table)
    if args.compare:
        comparison = compare(*args.compare, ks=ks)
        text = json.dumps(comparison) if args.json else describe_comparison(comparison, *args.compare, style=args.table)
        context.out.write(text + "\n")
        return 0
    if not args.policy or not args.out:
        raise ConfigError("expected --policy and --out, or --compare DIR DIR; see kodenv eval --help")
    bench, rows = _chosen_rows(args)
    options = judge_options(args)
    if bench is not None and options.timeout_s is None:
        options = replace(options, timeout_s=bench.timeout_s)
    config = EvalConfig(ks=ks, max_unscored=args.max_unscored, judge=options.identity())
    with context.open_policy(args.policy) as policy:
        source = _open_source(args, bench, rows, policy)
        scores, shortfall = evaluate(config, source, args.out, lambda: context.open_judge(options), context.err)
    context.out.write(json.dumps(scores) + "\n" if args.json else describe(scores, args.out, style=args.table))
    if shortfall:
        context.err.write(f"kodenv eval: {shortfall}\n")
    return 1 if shortfall else 0


def _chosen_rows(args: argparse.Namespace) -> tuple[Bench | None, str | None]:
    if args.bench is None:
        for name, value in (("--language", args.language), ("--from", args.first), ("--until", args.last)):
            if value is not None:
                raise ConfigError(f"{name}: expected it with --bench only, got {value!r}; leave it out")
        if args.prompt != "chat":
            raise ConfigError(f"--prompt: expected it with --bench only, got {args.prompt!r}; leave it out")
        return None, args.triplets
    if args.triplets is not None:
        raise ConfigError(f"expected --triplets or --bench, got both; say --bench {args.bench.partition('=')[0]}=FILE")
    return find_bench(args.bench)


def _open_source(args: argparse.Namespace, bench: Bench | None, rows: str | None, policy: Policy) -> Source:
    given = {"temperature": args.temperature, "top_p": args.top_p, "max_tokens": args.max_tokens}
    params = replace(bench.params if bench else SamplingParams(), **{k: v for k, v in given.items() if v is not None})
    if bench is None:
        return Source(triplets=rows, policy=policy, n=args.n, params=params)
    return BenchSource(
        triplets=rows,
        policy=policy,
        n=args.n if args.n or isinstance(policy, RecordedPolicy) else bench.n,
        params=params,
        bench=bench,
        window=parse_window(args.first, args.last),
        language=args.language or bench.languages[0],
        prompt=args.prompt,
    )


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
            questions = Questions.of(source.read_triplets())
            runs = Runs(questions.points)
            summary = write_verdicts(folder.path, rows, runs)
            scores = score(questions, summary.tallies, runs, n, ks, seed=source.seed)
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
        "config": {"n": source.n, "k": None if config.ks is None else list(config.ks), **source.describe()},
        "judge": config.judge,
        "inputs": source.identity(),
        "seeds": {"sample": source.seed, "bootstrap": source.seed},
        "versions": {"kodenv": __version__},
    }


def write_verdicts(folder: Path, rows: JournalIndex, runs: Runs) -> Summary:
    """Write the judged rollouts in order, and count them."""
    from kodenv.store import write_rows

    summary = Summary()

    def counted() -> Iterator[dict[str, Any]]:
        for row in rows.rows():
            summary.add(row)
            runs.add(row)
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


def describe(scores: dict[str, Any], out: str, *, style: str = "text") -> str:
    """Return the scores for a person."""
    table = render(score_rows(scores), style)
    if style != "text":
        return f"{table}\n"
    rows: list[Sequence[object]] = [
        ["questions", scores["questions"], f"{scores['n']} samples each at least"],
        ["unscored", scores["unscored"], "samples that could not be judged, in no rate"],
        ["left out", scores["left_out"], "questions with fewer scored samples than the largest k"],
    ]
    runs, points = scores.get("runs"), scores.get("points")
    if runs:
        spread = f"mean {runs['mean']:.1%}, standard deviation {runs['std']:.1%}"
        rows.append(["runs", runs["runs"], f"{spread}, {runs['lowest']:.1%} to {runs['highest']:.1%}"])
    if points and points["runs"]:
        spread = f"mean {points['mean']:g}, most common {points['most_common']:g}, of {points['possible']:g} a run"
        rows.append(["points", len(points["runs"]), spread])
        solved = f"{sum(points['full']) / len(points['full']):g} of {points['questions']:,} questions a run"
        rows.append(["full points", "", f"{solved}; the best sample of each question: {points['best']:g}"])
    folder = Path(out)
    return (
        f"{format_table(rows)}\n\n{table}\n  intervals: {INTERVAL_METHOD}\n\n"
        f"  verdicts  {folder / 'verdicts.jsonl'}\n  report    {folder / 'report.html'}\n"
    )


def describe_comparison(comparison: dict[str, Any], first: str, second: str, *, style: str = "text") -> str:
    """Return the comparison for a person."""
    table = render(comparison_rows(comparison), style)
    if style != "text":
        return table
    tests = sorted({row["test"] for name, row in comparison.items() if name.startswith("pass@")})
    notes = "".join(f"  note: {note}\n" for note in comparison["notes"])
    alone = comparison["only_first"] + comparison["only_second"]
    if alone:
        notes += f"  note: {alone:,} questions are in one folder only and left out\n"
    return (
        f"  first   {first}\n  second  {second}\n\n{table}\n  intervals: of the difference, "
        f"{comparison['interval_method']}\n  p: {', '.join(tests)}\n{notes}"
    ).rstrip("\n")
