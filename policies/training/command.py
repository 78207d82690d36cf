"""``kodenv train``: supervised fine-tuning and GRPO with TRL, on kodenv's files."""

import argparse
import json
from pathlib import Path
from typing import Any

from kodenv.commands.context import Context
from kodenv.commands.tables import format_table
from policies.training.config import METHODS, read_train_config

HELP = "fine-tune a model on an SFT set, or with GRPO on triplets"
EXAMPLE = """example:
  kodenv train sft examples/configs/tiny-sft.toml --out sft-run
  kodenv train grpo examples/configs/tiny-grpo.toml --out grpo-run
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("method", choices=METHODS, help="sft: learn from kept completions; grpo: from verdicts")
    parser.add_argument("config", metavar="CONFIG.toml", help="who learns from what; see docs/training.md")
    parser.add_argument("--out", required=True, metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    from policies.training.run import train

    result = train(read_train_config(args.method, Path(args.config)), args.out, context.err)
    if args.json:
        context.out.write(json.dumps({"out": args.out, **result}) + "\n")
    else:
        context.out.write(describe(result, args.out))
    return 0


def describe(result: dict[str, Any], out: str) -> str:
    """Return the result for a person."""
    measured = result["measured"]
    lines = [
        ["rows", result["rows"], ""],
        ["steps", result["steps"], f"{measured['train_s']:.0f} s"],
    ]
    if "reward_share" in measured:
        lines.append(["reward", f"{measured['reward_share']:.1%}", "of the time"])
        lines.append(["verdicts", f"{measured['verdicts_per_s']:.1f}", "per second"])
    return format_table(lines) + f"\n  {out}/report.html\n"
