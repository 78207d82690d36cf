"""How many flaky suites certifying finds: ``python -m benchmarks.flakiness [--each N] [--runs K]``.

Plants suites with one case that fails at a known rate, by chance of several kinds: seeded and unseeded random numbers,
the clock, the hash seed. A suite is accepted if its reference passes the first run and no case is found flaky.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import machine
from kodenv.certifying.bounds import wilson
from kodenv.certifying.certifier import Certifier, Effort
from kodenv.certifying.reading import read_triplet
from kodenv.certifying.trials import DEFAULT_RUNS, SHAKING_WORKERS
from kodenv.conditions import Trial
from kodenv.judge import Judge
from kodenv.records import Triplet

BANDS = (0.5, 0.1, 0.03)
_SOLUTION = "def f(x):\n    return x + 1\n"
_CAUSES = {
    "random": ("import random", "random.random() >= {rate}"),
    "urandom": ("import os", "int.from_bytes(os.urandom(4), 'big') / 2**32 >= {rate}"),
    "clock": ("import time", "time.perf_counter_ns() // 7 % 1000 >= 1000 * {rate}"),
    "hashes": ("", "hash('case {number}') % 1000 >= 1000 * {rate}"),
}


def plant(rate: float, count: int) -> Iterator[tuple[str, Triplet]]:
    """Yield suites whose second case fails at a rate, each with its cause."""
    causes = list(_CAUSES)
    for number in range(count):
        cause = causes[number % len(causes)]
        imports, claim = _CAUSES[cause]
        test = (
            f"{imports}\nfrom solution import f\n\ndef test_a():\n    assert f(1) == 2\n\n"
            f"def test_b():\n    assert {claim.format(rate=rate, number=number)} and f(2) == 3\n"
        )
        yield cause, Triplet(question_id=f"{rate}/{number}", question="f", solution=_SOLUTION, test=test)


def measure(rate: float, count: int, runs: int, workers: int) -> dict[str, Any]:
    """Return how many of the suites at a rate are accepted, by cause, and what that cost."""
    bare = {"isolation": "shared", "plants": False, "cache": False}
    with Judge(workers=workers, **bare) as bench, Judge(kept_workers=SHAKING_WORKERS, **bare) as shaker:  # type: ignore[arg-type]
        certifier = Certifier(bench, bench, shaker, Effort(runs=runs))

        def is_accepted(triplet: Triplet) -> bool:
            [first] = bench.try_many([Trial(triplet, triplet.solution)])
            if not first.solved:
                return False
            ids = [case.id for case in first.cases]
            return not certifier.shake(triplet, ids, read_triplet(triplet), first)[0].cases

        planted = list(plant(rate, count))
        for one in (bench, shaker):  # so that starting workers is not counted
            list(one.try_many([Trial(planted[0][1], _SOLUTION)]))
        began, own = time.monotonic(), _cpu_s(bench, shaker)
        with ThreadPoolExecutor(workers + 1) as pool:
            accepted = list(pool.map(is_accepted, (triplet for _, triplet in planted)))
        wall_s, cpu_s = time.monotonic() - began, _cpu_s(bench, shaker) - own
    by_cause = {
        name: [sum(is_in for is_in, (cause, _) in zip(accepted, planted, strict=True) if cause == name),
               sum(cause == name for cause, _ in planted)]
        for name in _CAUSES
    }  # fmt: skip
    return {
        "rate": rate, "planted": count, "runs": runs, "accepted": sum(accepted), "accepted_by_cause": by_cause,
        "interval": wilson(sum(accepted), count), "cpu_ms_each": round(1000 * cpu_s / count, 1),
        "wall_s": round(wall_s, 1),
    }  # fmt: skip


def _cpu_s(*judges: Judge) -> float:
    pids = [pid for judge in judges for pid in judge.worker_pids()]
    return time.process_time() + machine.cpu_seconds(machine.tree(pids))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flakiness", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--each", type=int, default=1_000, help="suites per band (default 1,000)")
    parser.add_argument("--runs", type=int, default=DEFAULT_RUNS, help=f"as of certify (default {DEFAULT_RUNS})")
    parser.add_argument("--workers", type=int, default=2, help="programs at a time (default 2)")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    given = parser.parse_args(arguments)
    about = machine.describe()
    found = [measure(rate, given.each, given.runs, given.workers) for rate in BANDS]
    print(f"{about['date']}, {about['cpu']}, {about['cores']} cores, load {about['load_before']} before")
    print("| rate | planted | accepted | 95 % interval | accepted of each cause | CPU ms per suite |")
    print("|---:|---:|---:|---|---|---:|")
    for row in found:
        low, high = row["interval"]
        causes = ", ".join(f"{name} {part} of {whole}" for name, (part, whole) in row["accepted_by_cause"].items())
        print(
            f"| {row['rate']:.0%} | {row['planted']:,} | {row['accepted']:,} | {low:.1%} to {high:.1%} | {causes} | "
            f"{row['cpu_ms_each']} |"
        )
    if given.json:
        given.json.write_text(json.dumps({"machine": about, "bands": found}, indent=2) + "\n")
    return int(found[0]["accepted"] > 0 or found[1]["accepted"] > 0.05 * given.each)


if __name__ == "__main__":
    sys.exit(main())
