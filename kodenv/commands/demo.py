"""``kodenv demo``: the main job, offline, on bundled triplets and bundled recorded completions."""

import argparse
import importlib.resources
import json
import os
import shlex
import shutil
import sys
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
  The completions were written by a program, not by a model: the rates above describe no model.

  try next
    {kodenv} eval --policy replay:{completions} --k 1,4 --out {out}-scores
    {kodenv} sample --policy replay:{completions} --choose shortest --layout sharegpt --out {out}-shortest
    {kodenv} doctor
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
            next_steps = NEXT_STEPS.format(kodenv=_as_called(), completions=_shown(path), out=shlex.quote(args.out))
            context.out.write(describe(outcome.result, args.out) + next_steps)
    if outcome.shortfall:
        context.err.write(f"kodenv demo: {outcome.shortfall}\n")
    return 1 if outcome.shortfall else 0


def _as_called() -> str:
    """Return how this program can be called from this folder."""
    program = Path(sys.argv[0])
    if program.name != "kodenv":
        return "python -m kodenv"
    found = shutil.which("kodenv")
    return "kodenv" if found and Path(found).samefile(program) else _shown(program)


def _shown(path: Path) -> str:
    """Return a path for a shell, relative where it lies below this folder."""
    return shlex.quote(os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path))
