"""Random programs of every sort through one judge: no verdict may be wrong, and nothing may be left of any of them.

``python -m benchmarks.soak_programs [N]`` (default 100,000) judges generated, rewritten, mutated, damaged, cheating,
honest and mixed programs, prints a row per 2,000 of them, and exits 1 at any wrong verdict or leak.
``--seed S --only I`` judges one program again and prints it.
"""

import argparse
import json
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.soaking.report import render
from benchmarks.soaking.session import soak
from benchmarks.soaking.stream import Stream
from benchmarks.tables import update
from kodenv.judge import Judge

_ROW = 2000


def run(seed: int, count: int, *, every: int, workers: int, command: str) -> dict[str, Any]:
    """Judge the first programs of a stream and return the report."""
    about, began = machine.describe(), time.monotonic()
    findings = soak(seed, 0, count, every=every, workers=workers, tell=lambda line: print(line, flush=True))
    return {
        "command": command,
        "machine": about,
        "seed": seed,
        "count": findings.rows[-1]["done"],
        "workers": workers,
        "took_s": round(time.monotonic() - began),
        "wrong": findings.wrong,
        "leaks": findings.leaks,
        "kinds": {kind: dict(sorted(counts.items())) for kind, counts in sorted(findings.kinds.items())},
        "modes": dict(sorted(findings.modes.items())),
        "rows": findings.rows,
    }


def judge_one(seed: int, index: int, isolation: str) -> int:
    """Judge one program of a stream and print all about it."""
    item = Stream(seed).item(index)
    with Judge(isolation=isolation, cache=False) as judge:
        verdict = judge.judge(item.triplet, item.program)
    parts = {"suite": item.triplet.test, "reference": item.triplet.solution, "program": item.program}
    for name, text in parts.items():
        print(f"--- {name}\n{text}".encode(errors="backslashreplace").decode())
    print(f"--- {item.kind}: {item.about}\nright: {' or '.join(sorted(item.right))}")
    print(json.dumps(verdict.to_row(), indent=1))
    return 0 if verdict.status in item.right else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak_programs", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="INDEX", help="judge one program of the stream and print it")
    parser.add_argument("--isolation", default="auto", choices=("auto", "shared", "split"), help="with --only")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=_ROW, help="programs in a row")
    parser.add_argument("--json", type=Path, help="write everything seen to this file")
    parser.add_argument("--update-doc", type=Path, help="write the tables between the marks of this document")
    given = parser.parse_args(arguments)
    if given.only is not None:
        return judge_one(given.seed, given.only, given.isolation)
    if min(given.count, given.every, given.workers) < 1:
        parser.error("count, --every and --workers: expected 1 or more")
    words = sys.argv[1:] if arguments is None else arguments
    command = shlex.join(["python", "-m", "benchmarks.soak_programs", *words])
    report = run(given.seed, given.count, every=given.every, workers=given.workers, command=command)
    text = render(report)
    print(text)
    if given.json is not None:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(report, indent=1) + "\n")
    if given.update_doc is not None:
        update(given.update_doc, text)
    return 1 if report["wrong"] or report["leaks"] else 0


if __name__ == "__main__":
    sys.exit(main())
