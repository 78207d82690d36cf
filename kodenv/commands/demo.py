"""``kodenv demo``: the main job, offline, on bundled triplets and bundled recorded completions."""

import argparse
import importlib.resources
import json
import os
from pathlib import Path

from kodenv.commands.collecting import Source
from kodenv.commands.context import Context, add_judge_options, judge_options
from kodenv.commands.sample import SampleConfig, describe, sample
from kodenv.rejection import Rule

HELP = "the main job, offline, on bundled data"
EXAMPLE = """example:
  kodenv demo --out demo-out
"""
NEXT_STEPS = """
  try next
    kodenv eval --policy replay:{completions} --k 1 --out {out}-scores
    kodenv sample --policy replay:{completions} --choose shortest --layout sharegpt --out {out}-shortest
    kodenv doctor
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", default="demo-out", metavar="DIR", help="the output folder (default ./demo-out)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    options = judge_options(args)
    config = SampleConfig(rule=Rule(keep="solved"), judge=options.identity())
    bundled = importlib.resources.files("kodenv") / "data" / "completions.jsonl.gz"
    with importlib.resources.as_file(bundled) as path:
        with context.open_policy([f"replay:{path}"]) as policy:
            source = Source(triplets=None, policy=policy)
            outcome = sample(config, source, args.out, lambda: context.open_judge(options), context.err)
        if args.json:
            context.out.write(json.dumps({"out": args.out, **outcome.result}) + "\n")
        else:
            shown = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else path
            context.out.write(describe(outcome.result, args.out) + NEXT_STEPS.format(completions=shown, out=args.out))
    if outcome.shortfall:
        context.err.write(f"kodenv demo: {outcome.shortfall}\n")
    return 1 if outcome.shortfall else 0
