"""``kodenv convert``: any known layout → triplet rows, or verl's."""

import argparse
import json

from kodenv.commands.context import Context

HELP = "any known layout to triplet rows"
EXAMPLE = """examples:
  kodenv convert --from humaneval HumanEval.jsonl.gz triplets.jsonl
  kodenv convert --source taco:train=TACO/train --source apps:train=apps.jsonl split_1.parquet triplets.parquet
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--from", dest="layout", default="auto", metavar="LAYOUT", help="default auto: by the columns")
    parser.add_argument("--to", default="triplet", metavar="triplet|verl", help="layout to write (default triplet)")
    parser.add_argument(
        "--source",
        dest="others",
        action="append",
        default=[],
        metavar="NAME[:SPLIT]=PATH",
        help="where IN leaves its questions or tests: files of taco, apps, code_contests, open-r1/codeforces (by row "
        "number, for OpenCodeReasoning) or generated_tests (for open-r1/codeforces); repeatable",
    )
    parser.add_argument("source", metavar="IN", help="a file, a folder, a glob, or hf:NAME")
    parser.add_argument("out", metavar="OUT", help="triplet rows: .jsonl, .jsonl.gz or .parquet")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    from kodenv.rejoin import parse_sources
    from kodenv.triplets import convert

    count = convert(args.source, args.out, args.layout, sources=parse_sources(args.others), to=args.to)
    if args.json:
        context.out.write(json.dumps({"out": args.out, "triplets": count}) + "\n")
    else:
        context.out.write(f"  {count:,} triplets  {args.out}\n")
    return 0
