"""``kodenv synth``: sources → questions → verified triplets; or, without a model, procedural ones."""

import argparse
import contextlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kodenv.commands.context import Context, add_judge_options, add_unscored_option, judge_options, positive_int
from kodenv.commands.tables import format_table
from kodenv.errors import ConfigError
from kodenv.policy import Policy
from kodenv.rollout import JudgesMany

if TYPE_CHECKING:
    from kodenv.certifying.survival import TriesMany

HELP = "sources to verified question-solution-test triplets"
EXAMPLE = """example:
  kodenv synth procedural --n 1000 --seed 0 --out triplets --workers 2
  kodenv synth CONFIG.toml --out triplets
"""
PROCEDURAL = "procedural"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("config", metavar="CONFIG.toml|procedural", help="what to make, or tasks that need no model")
    parser.add_argument("--out", metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument("--n", type=positive_int, metavar="N", help="procedural: how many triplets (default 1000)")
    parser.add_argument("--seed", type=int, default=None, metavar="S", help="procedural: seed of the draw (default 0)")
    parser.add_argument(
        "--families", metavar="NAME,NAME", help="procedural: names of the families to draw from (default: all)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would run and what it would cost; run nothing"
    )
    add_unscored_option(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    if args.out is None and not args.dry_run:
        raise ConfigError("out: expected an output folder, got none; say --out DIR")
    if args.dry_run:
        return _dry_run(args, context)
    result = _procedural(args, context) if args.config == PROCEDURAL else _configured(args, context)
    if args.json:
        context.out.write(json.dumps({"out": args.out, **result}) + "\n")
    else:
        context.out.write(describe(result, args.out))
    return _shortfall(result, args, context)


def _procedural(args: argparse.Namespace, context: Context) -> dict[str, Any]:
    from synth.pipeline.procedural_run import ProceduralConfig, synthesize

    options = judge_options(args)
    if options.isolation == "auto":
        # The programs are this package's own: nothing in them attacks the suite that shares their process.
        options = replace(options, isolation="shared", plants=False)
    config = ProceduralConfig(
        n=args.n or 1000,
        seed=args.seed or 0,
        families=tuple(filter(None, (args.families or "").split(","))),
        judge=options.identity(),
        processes=options.workers,
    )
    return synthesize(config, args.out, lambda: context.open_judge(options), context.err)


def _configured(args: argparse.Namespace, context: Context) -> dict[str, Any]:
    from synth.pipeline.config import PolicyConfig, read_config
    from synth.pipeline.run import synthesize

    config = read_config(_config_path(args))
    options = replace(judge_options(args), coverage=True)
    bare = replace(options, isolation="shared", plants=False, cache=False, coverage=False)

    def open_policy(policy: PolicyConfig) -> AbstractContextManager[Policy]:
        if not policy.server:
            return context.open_policy([policy.spec])
        return context.open_policy([policy.spec], policy.server)

    return synthesize(
        config,
        args.out,
        lambda: context.open_judge(options),
        open_policy,
        options.identity(),
        context.err,
        open_bench=lambda: _bench(context.open_judge(bare)),
    )


@contextlib.contextmanager
def _bench(judge: AbstractContextManager[JudgesMany]) -> "Iterator[TriesMany]":
    """Open a judge that runs programs under conditions of their own."""
    from kodenv.certifying.survival import TriesMany

    with judge as bench:
        assert isinstance(bench, TriesMany), "a judge tries programs"
        yield bench


def _config_path(args: argparse.Namespace) -> Path:
    for name in ("n", "seed", "families"):
        if getattr(args, name) is not None:
            raise ConfigError(f"--{name}: expected it with 'synth procedural' only; write it into {args.config}")
    return Path(args.config)


def _dry_run(args: argparse.Namespace, context: Context) -> int:
    if args.config == PROCEDURAL:
        lines: list[dict[str, Any]] = []
        text = f"  {args.n or 1000:,} tasks would be drawn and judged; no model is asked, nothing is paid\n"
    else:
        from synth.pipeline.config import read_config
        from synth.pipeline.estimate import estimate

        lines = [asdict(line) for line in estimate(read_config(_config_path(args)))]
        head = ["", "policy", "requests", "tokens each", "cost"]
        rows = [[line["what"], line["policy"], *_ranges(line)] for line in lines]
        total = _range(sum(line["least_cost"] for line in lines), sum(line["most_cost"] for line in lines))
        text = (
            f"{format_table([head, *rows])}\n\n  cost in all  {total}  (from the prices in the file; the lengths of "
            "replies are assumed)\n  nothing was asked\n"
        )
    context.out.write(json.dumps({"dry_run": True, "requests": lines}) + "\n" if args.json else text)
    return 0


def _ranges(line: dict[str, Any]) -> list[object]:
    tokens = f"{line['prompt_tokens']:,} + {line['completion_tokens']:,}"
    return [_range(line["least"], line["most"]), tokens, _range(line["least_cost"], line["most_cost"])]


def _range(least: float, most: float) -> str:
    least, most = round(least, 4), round(most, 4)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _shortfall(result: dict[str, Any], args: argparse.Namespace, context: Context) -> int:
    unscored, judged = result["unscored"], result["judged"]
    if unscored <= args.max_unscored * judged:
        return 0
    context.err.write(
        f"kodenv synth: {unscored} of {judged} programs are UNSCORED ({unscored / judged:.1%}, allowed "
        f"{args.max_unscored:.1%}): see their messages; the same command tries them again\n"
    )
    return 1


def describe(result: dict[str, Any], out: str) -> str:
    """Return the result for a person."""
    rows: list[list[object]] = [["stage", "in", "out", ""]]
    for stage in result["funnel"]:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in stage["dropped"].items())
        rows.append([stage["stage"], stage["in"], stage["out"], reasons])
    shares = ", ".join(f"{name} {count:,}" for name, count in result["difficulty"].items())
    return (
        f"{format_table(rows)}\n\n  triplets    {result['triplets']:,}  ({result['mean_cases']} cases each)\n"
        f"  difficulty  {shares}\n\n  rows    {out}/triplets.jsonl  {out}/triplets.parquet\n"
        f"  report  {out}/report.html\n"
    )
