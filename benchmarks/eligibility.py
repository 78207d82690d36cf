"""Which public suites are judged apart from the program: ``python -m benchmarks.eligibility [--update-doc FILE]``.

Judges every reference solution of ``KODENV_REAL_DATA`` with ``--isolation split``, and those that are not eligible
with ``auto``. Exit code 1 if a reference is not PASSED.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import tables
from kodenv.judge import Judge
from kodenv.records import Triplet
from kodenv.triplets import load_triplets

SETS = (
    ("HumanEval", "humaneval.jsonl"),
    ("MBPP", "mbpp_canonical.jsonl"),
    ("MBPP sanitized", "mbpp_sanitized_canonical.jsonl"),
    ("MBPP+", "mbppplus_fix.jsonl.gz"),
    ("KodCode", "kodcode_canonical_a.jsonl.gz"),
    ("BigCodeBench, standard library", "bigcodebench_stdlib_a.jsonl"),
)


def check(triplets: Sequence[Triplet], workers: int) -> tuple[list[tuple[Triplet, str]], list[Triplet]]:
    """Return the triplets that are not eligible, each with the cause, and those whose reference is not PASSED."""
    with Judge(workers=workers, isolation="split", cache=False) as judge:
        apart = list(judge.judge_many((one, one.solution) for one in triplets))
    left = [(one, verdict.message) for one, verdict in zip(triplets, apart, strict=True) if not verdict.solved]
    with Judge(workers=workers, cache=False) as judge:
        again = judge.judge_many((one, one.solution) for one, _ in left)
        failed = [one for (one, _), verdict in zip(left, again, strict=True) if not verdict.solved]
    return left, failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.eligibility", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--workers", type=int, default=2, help="programs at a time (default 2)")
    parser.add_argument("--update-doc", type=Path, help="write the table between the marks of this document")
    given = parser.parse_args(arguments)
    data = os.environ.get("KODENV_REAL_DATA")
    if not data:
        parser.error("KODENV_REAL_DATA: expected the folder of the public sets, got nothing; set it")
    rows, reasons, all_failed = [], [], []
    for title, name in SETS:
        triplets = load_triplets(Path(data) / name)
        left, failed = check(triplets, given.workers)
        share = 1 - len(left) / len(triplets)
        rows.append(
            f"| {title} | {len(triplets)} | {len(triplets) - len(left)} | {100 * share:.1f} % | {len(failed)} |"
        )
        reasons += [f"- {title}, `{one.question_id}`: {why}" for one, why in left]
        all_failed += failed
    head = [
        "| set | triplets | eligible for `split` | share | references not PASSED under `auto` |",
        "|---|--:|--:|--:|--:|",
    ]
    text = "\n".join(
        [*head, *rows, "", "Not eligible:" if reasons else "Every suite is eligible.", "", *reasons]
    ).rstrip()
    print(text)
    if given.update_doc is not None:
        tables.update(given.update_doc, text)
    return 1 if all_failed else 0


if __name__ == "__main__":
    sys.exit(main())
