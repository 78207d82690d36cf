"""``kodenv verify-dataset``: execute a sample of an SFT set's rows again and check what they claim."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TextIO

from kodenv.commands.context import Context, JudgeOptions, add_judge_options, judge_options, positive_int
from kodenv.commands.tables import format_table
from kodenv.errors import ConfigError
from kodenv.jsonrows import shorten
from kodenv.progress import Progress
from kodenv.rollout import JudgesMany

HELP = "execute a sample of an SFT set's rows again and check what they claim"
EXAMPLE = """example:
  kodenv verify-dataset sft --sample 200
"""
_SHOWN = 10
_LIMITS = ("timeout_s", "memory_mb", "isolation", "profile", "python")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", help="an output folder of sample, or a set fetched from a hub")
    parser.add_argument("--sample", type=positive_int, default=100, metavar="N", help="rows to check (default 100)")
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: those that run.json of DIR names)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which rows are drawn (default 0)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    folder = Path(args.folder)
    made = _read_run(folder)
    options = _as_made(judge_options(args), made)
    triplets, language = args.triplets or _named(made), _language(made)
    result = verify(
        folder, triplets, args.sample, args.seed, lambda: context.open_judge(options), context.err, language=language
    )
    context.out.write(json.dumps(result) + "\n" if args.json else describe(result))
    return 0 if result["checked"] and not result["broken"] else 1


def verify(
    folder: Path,
    triplets: str | None,
    count: int,
    seed: int,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    err: TextIO = sys.stderr,
    *,
    language: str | None = None,
) -> dict[str, Any]:
    """Check ``count`` drawn rows and return the counts and the broken claims.

    Args:
        folder: The set.
        triplets: Where its questions are, as for :func:`kodenv.triplets.iter_triplets`.
        count: How many rows to check.
        seed: Which rows are drawn.
        open_judge: Opens a judge with the set's limits.
        err: Where progress is shown.
        language: What the programs were to be written in; None: what the triplets say.

    Raises:
        ConfigError: If the folder holds no set, or the triplets cannot be read.
        DataError: If a row cannot be used.
        SandboxUnavailable: If nothing can be judged here.
    """
    from kodenv.triplets import iter_triplets
    from kodenv.verifying import Broken, check_rows, draw_rows, set_files

    rows, drawn = draw_rows(set_files(folder), count, seed)
    wanted = {row["question_id"] for _, row in drawn}
    known = {
        t.question_id: replace(t, language=language or t.language)
        for t in iter_triplets(triplets)
        if t.question_id in wanted
    }
    broken: list[Broken] = []
    unscored = wrong = 0
    if drawn:
        with open_judge() as judge, Progress(err, "checked", len(drawn)) as progress:
            for checked in check_rows(drawn, known, judge):
                broken += checked.broken
                wrong += bool(checked.broken)
                unscored += checked.unscored
                progress.advance("broken" if checked.broken else "unscored" if checked.unscored else "held")
    return {
        "rows": rows,
        "checked": len(drawn) - unscored,
        "held": len(drawn) - unscored - wrong,
        "unscored": unscored,
        "broken_claims": dict(sorted(Counter(one.claim for one in broken).items())),
        "broken": [one.to_row() for one in broken],
    }


def _read_run(folder: Path) -> dict[str, Any]:
    from kodenv.report import read_run

    return read_run(folder)


def _named(made: dict[str, Any]) -> str | None:
    source = (made.get("inputs") or {}).get("triplets")
    if source is None:
        raise ConfigError("triplets: expected run.json in the folder to name them, got none; say --triplets")
    name: str = source["name"]
    return None if name == "bundled" else name


def _language(made: dict[str, Any]) -> str | None:
    chosen: str | None = (made.get("config") or {}).get("sampling", {}).get("language")
    return chosen


def _as_made(options: JudgeOptions, made: dict[str, Any]) -> JudgeOptions:
    """Judge with the limits that the set was made with, unless others are asked for; never from the cache."""
    plain = {field.name: field.default for field in fields(JudgeOptions)}
    judge = made.get("judge") or {}
    kept = {name: judge[name] for name in _LIMITS if name in judge and getattr(options, name) == plain[name]}
    return replace(options, cache=False, **kept)


def describe(result: dict[str, Any]) -> str:
    """Return the result for a person."""
    lines = [
        ["rows", result["rows"], ""],
        ["checked", result["checked"], f"{result['unscored']} more could not be judged" * bool(result["unscored"])],
        ["held", result["held"], "every claim"],
    ]
    lines += [[f"  {claim}", count, "does not hold"] for claim, count in result["broken_claims"].items()]
    text = format_table(lines) + "\n"
    for one in result["broken"][:_SHOWN]:
        where = f"{one['question_id']} sample {one['sample_index']}"
        text += f"\n  {where}: {one['claim']} is {shorten(one['found'])}, the row says {shorten(one['said'])}"
    more = len(result["broken"]) - _SHOWN
    return text + (f"\n  and {more} more\n" if more > 0 else "\n" if result["broken"] else "")
