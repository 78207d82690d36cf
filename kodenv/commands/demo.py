"""``kodenv demo``: the main job, offline, on bundled tasks and what the bundled model ``tiny`` wrote for them."""

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
  The completions were written by tiny, the bundled model of 1.7 million parameters; it learned none of these tasks.

  try next
    {kodenv} eval --triplets {triplets} --policy replay:{completions} --k 1,8 --out {out}-scores
    {kodenv} sample --triplets {triplets} --policy replay:{completions} --choose shortest --out {out}-shortest
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
    data = importlib.resources.files("kodenv") / "data"
    with (
        importlib.resources.as_file(data / "tiny_triplets.jsonl.gz") as triplets,
        importlib.resources.as_file(data / "tiny_completions.jsonl.gz") as completions,
    ):
        with context.open_policy([f"replay:{completions}"]) as policy:
            source = Source(triplets=str(triplets), policy=policy)
            outcome = sample(config, source, args.out, lambda: context.open_judge(options), context.err)
        if args.json:
            context.out.write(json.dumps({"out": args.out, **outcome.result}) + "\n")
        else:
            next_steps = NEXT_STEPS.format(
                kodenv=_as_called(),
                triplets=_shown(triplets),
                completions=_shown(completions),
                out=shlex.quote(args.out),
            )
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
