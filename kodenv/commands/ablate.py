"""``kodenv ablate filtering``: does training only on correct programs help, everything else being equal?"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kodenv.ablation import Training, describe_match, find_pairs, write_configs, write_sets
from kodenv.commands.context import Context, positive_int
from kodenv.commands.tables import format_table
from kodenv.commands.writing import ROLLOUTS_FILE
from kodenv.errors import ConfigError, unknown_name
from kodenv.matching import ARMS, Bounds
from kodenv.runs import RunFolder, describe_input, write_json, write_text
from kodenv.sft import check_layout

HELP = "matched SFT sets: unfiltered, only correct, only incorrect"
EXAMPLE = """example:
  kodenv ablate filtering --rollouts sft --out filtering
"""
_WHAT = ("filtering",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", metavar="filtering", help="what is left out, and what not")
    parser.add_argument("--rollouts", required=True, metavar="DIR", help="a finished output folder of sample")
    parser.add_argument("--out", required=True, metavar="DIR", help="the output folder")
    parser.add_argument(
        "--layout",
        default="prompt-completion",
        metavar="messages|prompt-completion|sharegpt|ocr",
        help="columns of the SFT rows (default prompt-completion)",
    )
    group = parser.add_argument_group("matching")
    group.add_argument("--per-question", type=positive_int, metavar="M", help="at most M pairs of a question")
    group.add_argument(
        "--token-ratio", type=float, default=1.5, metavar="R", help="longest to shortest reply of a pair (default 1.5)"
    )
    group.add_argument(
        "--total-ratio", type=float, default=0.01, metavar="X", help="largest difference of the totals (default 0.01)"
    )
    group.add_argument("--seed", type=int, default=0, metavar="S", help="of what the unfiltered set takes (default 0)")
    training, default = parser.add_argument_group("training configs"), Training()
    training.add_argument("--model", default=default.model, metavar="NAME", help=f"default {default.model}")
    training.add_argument(
        "--learning-rate", type=float, default=default.learning_rate, metavar="L", help="default 5e-5"
    )
    training.add_argument("--epochs", type=positive_int, default=default.epochs, metavar="E", help="default 3")
    training.add_argument(
        "--max-length", type=positive_int, default=default.max_length, metavar="T", help="default 32768"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    if args.what not in _WHAT:
        raise ConfigError(unknown_name("ablation", args.what, _WHAT))
    bounds = Bounds(per_question=args.per_question, token_ratio=args.token_ratio, total_ratio=args.total_ratio)
    training = Training(
        model=args.model, learning_rate=args.learning_rate, epochs=args.epochs, max_length=args.max_length
    )
    result = ablate(Path(args.rollouts), Path(args.out), check_layout(args.layout), bounds, training, args.seed)
    context.out.write(
        json.dumps({"out": args.out, **result}) + "\n" if args.json else f"{describe(result)}\n  sets  {args.out}\n"
    )
    return 0 if result["pairs"] else 1


def ablate(source: Path, out: Path, layout: str, bounds: Bounds, training: Training, seed: int) -> dict[str, Any]:
    """Write the three sets, their configs and the report of their likeness, and return that report.

    Raises:
        ConfigError: If the source is no finished folder of sample, or the output folder belongs to another run.
        DataError: If a row is no rollout.
    """
    from kodenv import __version__

    rollouts = source / ROLLOUTS_FILE
    if not rollouts.is_file():
        raise ConfigError(f"{source}: expected {ROLLOUTS_FILE} in it, got none; name a finished folder of sample")
    identity = {
        "command": "ablate filtering",
        "config": {"layout": layout, **asdict(bounds), "training": asdict(training)},
        "inputs": {"rollouts": describe_input(rollouts)},
        "seeds": {"ablate": seed},
        "versions": {"kodenv": __version__},
    }
    with RunFolder(out, identity) as folder:
        if not folder.finished:
            found = find_pairs(rollouts, bounds, seed)
            write_sets(rollouts, found, layout, out)
            write_configs(out, training)
            match = describe_match(rollouts, found)
            write_json(out / "match.json", match)
            write_text(out / "README.md", _page(match))
            folder.finish(match, complete=True)
        return folder.result()


def _rows(match: dict[str, Any], key: str) -> list[list[object]]:
    numbers = ("rows", "questions", "tokens", "tokens_median")
    return [[arm, *(match[key][arm][name] for name in numbers)] for arm in ARMS]


def describe(match: dict[str, Any]) -> str:
    """Return the report for a person."""
    head: list[object] = ["set", "rows", "questions", "tokens", "median"]
    text = f"  matched\n{format_table([head, *_rows(match, 'sets')])}\n\n"
    text += f"  without matching\n{format_table([head, *_rows(match, 'without_matching')])}\n\n"
    for name, value in match["token_differences"].items():
        text += f"  standardised difference of log tokens, {name}: {value}\n"
    return text


def _page(match: dict[str, Any]) -> str:
    lines = ["# Filtering by execution: matched sets", "", "Made by `kodenv ablate filtering`.", ""]
    head = ["set", "rows", "questions", "tokens", "median tokens"]
    for title, key in (("Matched", "sets"), ("Without matching, for comparison", "without_matching")):
        lines += [f"## {title}", "", f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in _rows(match, key)] + [""]
    lines += ["## How alike", "", "| standardised difference of log tokens | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in match["token_differences"].items()]
    levels = {arm: json.dumps(match["sets"][arm]["difficulties"]) for arm in ARMS}
    lines += ["", *(f"- difficulties of {arm}: {text}" for arm, text in levels.items())]
    left = match["left_out"]
    lines += [
        f"- left out: {left['unusable_rollouts']} of {match['rollouts']} rollouts (not judged, cut, or of bad form), "
        f"{left['questions_without_both_kinds']} of {match['questions']} questions without a pair",
        "",
        "All three sets hold the same questions with the same number of replies to each, in the same order. Train on "
        "each with the configs in `train/`, which differ in the set and the seed only, and compare the models with "
        "`kodenv eval --compare`.",
        "",
    ]
    return "\n".join(lines)
