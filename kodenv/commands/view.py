"""``kodenv view``: a page to look at an output folder."""

import argparse
import json
from pathlib import Path

from kodenv.commands.context import Context

HELP = "a page to look at an output folder"
EXAMPLE = """example:
  kodenv view demo-out --html report.html
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", help="what sample or eval wrote")
    parser.add_argument("--html", required=True, metavar="FILE", help="the page: one self-contained file")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    from kodenv.report import read_run, write_report

    folder = Path(args.folder)
    rows = write_report(folder, Path(args.html), read_run(folder))
    if args.json:
        context.out.write(json.dumps({"html": args.html, "rows": rows}) + "\n")
    else:
        context.out.write(f"  {rows:,} rows  {args.html}\n")
    return 0
