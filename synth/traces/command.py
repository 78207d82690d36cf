"""``kodenv traces``: which patterns of reasoning lead to right programs, how long they are, and which go in circles."""

import argparse
import json
from contextlib import nullcontext
from typing import Any

from kodenv.commands.context import Context, positive_int
from kodenv.commands.tables import format_table
from kodenv.policy import SamplingParams

HELP = "label the patterns of reasoning traces, and measure their length and loops"
EXAMPLE = """examples:
  kodenv traces sft --policy openai:Qwen2.5-32B-Instruct@http://localhost:8000/v1 --max-traces 500 --out traces
  kodenv traces sft --out lengths
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rollouts", metavar="ROLLOUTS", help="a folder of sample or eval, or a file of judged rows")
    parser.add_argument("--out", required=True, metavar="DIR", help="the output folder; the same one resumes a run")
    parser.add_argument(
        "--policy",
        action="append",
        metavar="SPEC",
        help="who labels, such as openai:MODEL@BASE_URL (default: nobody; lengths and loops only)",
    )
    parser.add_argument(
        "--max-traces", type=positive_int, metavar="N", help="at most N traces, drawn by hash (default: all)"
    )
    parser.add_argument(
        "--max-per-question", type=positive_int, metavar="M", help="at most M traces of a question (default: all)"
    )
    parser.add_argument(
        "--attempts",
        type=positive_int,
        default=3,
        metavar="K",
        help="how often a damaged reply is asked for (default 3)",
    )
    parser.add_argument(
        "--max-tokens",
        type=positive_int,
        default=4096,
        metavar="T",
        help="longest reply of the labelling model (default 4096)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    from synth.traces.annotating import AnnotateConfig
    from synth.traces.reading import Choice
    from synth.traces.run import TracesConfig, annotate_traces

    config = TracesConfig(
        choice=Choice(max_traces=args.max_traces, max_per_question=args.max_per_question),
        annotate=AnnotateConfig(
            attempts=args.attempts, params=SamplingParams(temperature=0.0, max_tokens=args.max_tokens)
        ),
    )
    with context.open_policy(args.policy) if args.policy else nullcontext() as policy:
        result = annotate_traces(config, args.rollouts, policy, args.out, context.err)
    if args.json:
        context.out.write(json.dumps({"out": args.out, **result}) + "\n")
    else:
        context.out.write(describe(result, args.out))
    return 0


def describe(result: dict[str, Any], out: str) -> str:
    """Return the result for a person."""
    from synth.traces.patterns import PATTERNS

    head = ["traces", "difficulty", "number", *PATTERNS]
    rows: list[list[object]] = [
        [row["outcome"], row["difficulty"], row["traces"], *(f"{row[code]:.2f}" for code in PATTERNS)]
        for row in result["frequencies"]
    ]
    parts = [f"  traces  {result['traces']:,}, of which labelled {result['annotated']:,}"]
    if rows:
        parts.append(format_table([head, *rows]))
        shares = ", ".join(
            f"{row['pattern']} {row['share']:.2f}{'*' if row['significant'] else ''}"
            for row in result["per_problem"]
            if row["share"] is not None
        )
        parts.append(f"  more frequent in the correct traces of a problem (* p < {result['alpha']}): {shares or '-'}")
    lengths: list[list[object]] = [["tokens", "difficulty", "number", "mean"]]
    lengths += [[row["outcome"], row["difficulty"], row["traces"], f"{row['mean']:,.0f}"] for row in result["tokens"]]
    parts.append(format_table(lengths))
    looping = sum(row["looping"] for row in result["loops"] if row["difficulty"] == "all")
    parts.append(f"  going round in circles  {looping:,}\n\n  rows    {out}/traces.jsonl\n  report  {out}/report.html")
    return "\n\n".join(parts) + "\n"
