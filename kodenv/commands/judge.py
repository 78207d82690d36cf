"""``kodenv judge``: programs → verdicts, in the order of the programs."""

import argparse
import json
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TextIO

from kodenv.commands.context import Context, add_judge_options, add_stop_early_option, judge_options
from kodenv.commands.tables import format_table, share_of
from kodenv.errors import ConfigError, DataError
from kodenv.progress import Progress
from kodenv.records import Triplet
from kodenv.replies import Reply, iter_replies
from kodenv.rollout import JudgesMany
from kodenv.runs import JournalIndex, describe_input

HELP = "programs to verdicts"
EXAMPLE = """example:
  kodenv judge --triplets triplets.jsonl --programs programs.jsonl --out verdicts.jsonl --workers 4
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--triplets", metavar="T", help="triplet rows (default: the bundled ones)")
    parser.add_argument(
        "--programs", required=True, metavar="P", help='rows of {"question_id", "program"} or {..., "completion"}'
    )
    parser.add_argument("--out", required=True, metavar="V", help="verdict rows: .jsonl, .jsonl.gz or .parquet")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    add_judge_options(parser)
    add_stop_early_option(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run the command and return its exit code."""
    options = judge_options(args)
    counts = judge_file(
        args.triplets,
        args.programs,
        Path(args.out),
        lambda: context.open_judge(options),
        identity=options.identity(),
        err=context.err,
    )
    unscored = counts["UNSCORED"]
    total = sum(counts.values())
    if args.json:
        result = {"out": args.out, "programs": total, "solved": counts["PASSED"], "unscored": unscored}
        context.out.write(json.dumps({**result, "statuses": dict(sorted(counts.items()))}) + "\n")
    else:
        rows = [[status, count, share_of(count, total)] for status, count in sorted(counts.items())]
        context.out.write(f"{format_table([*rows, ['all', total, '']])}\n\n  verdicts  {args.out}\n")
    if unscored:
        context.err.write(f"kodenv judge: {unscored} of {total} programs are UNSCORED; their messages say why\n")
    return 1 if unscored else 0


def judge_file(
    triplets: str | None,
    programs: str,
    out: Path,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    *,
    identity: dict[str, Any],
    err: TextIO = sys.stderr,
) -> Counter[str]:
    """Write a verdict row per program row and return how often each status occurs.

    What was judged is journalled beside ``out``, so that a stopped command goes on where it was.

    Raises:
        ConfigError: If a file cannot be read or written.
        DataError: If a row cannot be used, or a program's question is in no triplet.
    """
    from kodenv.store import write_rows

    check_out(out, triplets, programs)
    total, known = _match(triplets, programs)
    identity = {"judge": identity, "triplets": describe_input(triplets), "programs": describe_input(programs)}
    journal_path = out.with_name(f".{out.name}.journal")
    index = _fill(journal_path, identity, known, programs, total, open_judge, err)
    counts: Counter[str] = Counter()

    def counted() -> Iterator[dict[str, Any]]:
        for row in index.rows():
            counts[row["status"]] += 1
            yield row

    write_rows(out, counted())
    journal_path.unlink(missing_ok=True)
    return counts


def check_out(out: Path, *inputs: str | None) -> None:
    """Check that an output file can be written in rows and is no input.

    Raises:
        ConfigError: If not.
    """
    from kodenv.store import WRITABLE_ENDINGS

    if not out.name.lower().endswith(WRITABLE_ENDINGS):
        raise ConfigError(
            f"out: expected a name that ends in {', '.join(WRITABLE_ENDINGS)}, got {out.name!r}; rename it"
        )
    for source in inputs:
        if source is not None and out.exists() and Path(source).exists() and out.samefile(source):
            raise ConfigError(f"out: expected a file of its own, got the input {source!r}; choose another --out")


def _match(triplets: str | None, programs: str) -> tuple[int, dict[str, Triplet]]:
    """Read both inputs once, so that bad input is told at once; keep the triplets that are needed."""
    from kodenv.triplets import iter_triplets

    first_seen: dict[str, str] = {}
    total = 0
    for reply in iter_replies([programs]):
        first_seen.setdefault(reply.question_id, reply.where)
        total += 1
    known = {t.question_id: t for t in iter_triplets(triplets) if t.question_id in first_seen}
    for question_id, where in first_seen.items():
        if question_id not in known:
            raise DataError(
                f"{where}: $.question_id: expected an id of {triplets or 'the bundled triplets'}, got {question_id!r}; "
                "give the triplets it belongs to"
            )
    return total, known


def _fill(
    path: Path,
    identity: dict[str, Any],
    known: dict[str, Triplet],
    programs: str,
    total: int,
    open_judge: Callable[[], AbstractContextManager[JudgesMany]],
    err: TextIO,
) -> JournalIndex:
    from kodenv.store import Journal

    with Journal(path) as journal:
        first = next(journal.rows(), None)
        if first is not None and first.get("identity") != identity:
            journal.close()
            path.unlink()
            return _fill(path, identity, known, programs, total, open_judge, err)
        if first is None:
            journal.append({"identity": identity})
        done = JournalIndex(path)
        if len(done) < total:
            with open_judge() as judge, Progress(err, "judged", total, done=len(done)) as progress:
                for row in _judge_rows(judge, known, programs, done):
                    journal.append(row)
                    progress.advance(row["status"])
    return JournalIndex(path)


def _judge_rows(
    judge: JudgesMany, known: dict[str, Triplet], programs: str, done: JournalIndex
) -> Iterator[dict[str, Any]]:
    waiting: deque[tuple[int, Reply]] = deque()

    def pairs() -> Iterator[tuple[Triplet, str | None]]:
        for index, reply in enumerate(iter_replies([programs])):
            if index not in done:
                waiting.append((index, reply))
                triplet = known[reply.question_id]
                yield triplet, _program_of(reply, triplet)

    for verdict in judge.judge_many(pairs()):
        index, reply = waiting.popleft()
        head = {"index": index, "question_id": reply.question_id, "sample_index": reply.sample_index}
        yield {**head, **verdict.to_row()}


def _program_of(reply: Reply, triplet: Triplet) -> str | None:
    from kodenv.extract import extract_for

    if reply.completion is None:
        return reply.program
    return extract_for(triplet, reply.completion).program
