"""``kodenv certify``: triplets → certificates, in the order of the triplets."""

import argparse
import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kodenv.certifying.certifier import Certifier, Effort, certify_many
from kodenv.certifying.overview import Overview
from kodenv.certifying.survival import DEFAULT_MUTANTS, TriesMany
from kodenv.certifying.trials import DEFAULT_RUNS, SHAKING_WORKERS
from kodenv.commands.context import Context, JudgeOptions, add_judge_options, judge_options, positive_int
from kodenv.commands.judge import check_out
from kodenv.commands.tables import format_table
from kodenv.progress import Progress
from kodenv.records import Triplet
from kodenv.runs import JournalIndex, describe_input, write_text

HELP = "triplets to certificates: how strong each suite is, and whether it can be trusted"
EXAMPLE = """example:
  kodenv certify --triplets triplets.jsonl --out certificates.jsonl --workers 4
"""
VERSION = "1"  # raise it when a certificate of the same triplet can change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: the bundled ones)")
    parser.add_argument("--out", required=True, metavar="C", help="certificate rows: .jsonl, .jsonl.gz or .parquet")
    parser.add_argument(
        "--runs",
        type=positive_int,
        default=DEFAULT_RUNS,
        metavar="K",
        help=f"runs of each reference (default {DEFAULT_RUNS}); five times as many where its texts name a source of "
        "chance",
    )
    parser.add_argument(
        "--mutants",
        type=positive_int,
        default=DEFAULT_MUTANTS,
        metavar="N",
        help=f"mutants of each reference at most (default {DEFAULT_MUTANTS})",
    )
    parser.add_argument("--attach", metavar="T2", help="also write the triplets, each with its certificate")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    out, options = Path(args.out), judge_options(args)
    check_out(out, args.triplets)
    if args.attach is not None:
        check_out(Path(args.attach), args.triplets, args.out)
    effort = Effort(runs=args.runs, mutants=args.mutants)
    journal = out.with_name(f".{out.name}.journal")
    index = _fill(journal, args.triplets, effort, options, context)
    overview = _write(index, args, out)
    journal.unlink(missing_ok=True)
    result = overview.to_row()
    if args.json:
        context.out.write(json.dumps({"out": args.out, **result}) + "\n")
    else:
        places = [["certificates", out], ["card", _beside(out, ".md")], ["report", _beside(out, ".html")]]
        context.out.write(f"{format_table(overview.table())}\n\n{format_table(places)}\n")
    short = result["triplets"] - result["passed"]
    if short:
        context.err.write(f"kodenv certify: {short} of {result['triplets']} references do not pass\n")
    return 1 if short else 0


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(f"{out.name.removesuffix('.gz').rpartition('.')[0]}{ending}")


def _fill(
    journal_path: Path, triplets: str | None, effort: Effort, options: JudgeOptions, context: Context
) -> JournalIndex:
    """Certify what the journal lacks and return where its rows are."""
    from kodenv.store import Journal
    from kodenv.triplets import iter_triplets

    identity = {
        "judge": options.identity(), "effort": dataclasses.asdict(effort), "triplets": describe_input(triplets),
        "version": VERSION,
    }  # fmt: skip
    total = sum(1 for _ in iter_triplets(triplets))
    with Journal(journal_path) as journal:
        first = next(journal.rows(), None)
        if first is not None and first.get("identity") != identity:
            journal.close()
            journal_path.unlink()
            return _fill(journal_path, triplets, effort, options, context)
        if first is None:
            journal.append({"identity": identity})
        done = JournalIndex(journal_path)
        if len(done) < total:
            with (
                open_certifier(effort, options, context) as certifier,
                Progress(context.err, "certified", total, done=len(done)) as progress,
            ):
                missing = ((n, one) for n, one in enumerate(iter_triplets(triplets)) if n not in done)
                for number, certificate in certify_many(certifier.certify, missing, options.workers + 1):
                    row = certificate.to_row()
                    journal.append({"index": number, "status": row["reference"], **row})
                    progress.advance(row["reference"])
    return JournalIndex(journal_path)


@contextlib.contextmanager
def open_certifier(effort: Effort, options: JudgeOptions, context: Context) -> Iterator[Certifier]:
    """Open what judges and what runs, and yield what certifies with them."""
    bare = dataclasses.replace(
        options, isolation="shared", plants=False, cache=False, coverage=False, timeout_s=None, memory_mb=None
    )
    with (
        context.open_judge(options) as judge,
        context.open_judge(bare) as bench,
        context.open_judge(dataclasses.replace(bare, workers=1, kept_workers=SHAKING_WORKERS)) as shaker,
    ):
        assert isinstance(bench, TriesMany) and isinstance(shaker, TriesMany), "a judge tries programs"
        yield Certifier(judge, bench, shaker, effort, timeout_s=options.timeout_s, memory_mb=options.memory_mb)


def _write(index: JournalIndex, args: argparse.Namespace, out: Path) -> Overview:
    """Write the certificates, the page about them and, if wanted, the triplets that carry them."""
    from kodenv.certifying.card import write_card
    from kodenv.certifying.page import render_page
    from kodenv.store import write_rows
    from kodenv.triplets import iter_triplets

    overview = Overview()

    def rows() -> Iterator[dict[str, Any]]:
        for triplet, row in zip(iter_triplets(args.triplets), index.rows(), strict=True):
            del row["status"]
            overview.add(row, triplet)
            yield row

    def attached() -> Iterator[dict[str, Any]]:
        for triplet, row in zip(iter_triplets(args.triplets), index.rows(), strict=True):
            yield with_certificate(triplet, row).to_row()

    write_rows(out, rows())
    if args.attach is not None:
        write_rows(args.attach, attached())
    title = f"Certificates of {Path(args.triplets).name if args.triplets else 'the bundled triplets'}"
    write_text(_beside(out, ".html"), render_page(overview, title=title))
    write_text(_beside(out, ".md"), write_card(overview, title=title))
    return overview


def with_certificate(triplet: Triplet, row: dict[str, Any]) -> Triplet:
    """Return the triplet with its certificate, without what stands in its other columns already."""
    kept = {key: value for key, value in row.items() if key not in ("question_id", "status", "measured")}
    return dataclasses.replace(triplet, certificate=kept)
