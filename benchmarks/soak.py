"""One judge, many verdicts: what a verdict costs and what a worker holds must not grow.

``python -m benchmarks.soak [N]`` (default 20,000) judges a mix of right, wrong, crashing, writing, forking and printing
programs, prints a row per 2,000 verdicts and exits 1 if the last rows are above the first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

GOOD = "def f(x):\n    return x + 1\n"
SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"
TASK = Triplet(question_id="soak", question="?", solution=GOOD, test=SUITE)
MIX = (
    (GOOD, Status.PASSED),
    ("def f(x):\n    return x\n", Status.FAILED),
    ("def f(x):\n    raise ValueError(x)\n", Status.ERROR),
    ("def f(x:\n", Status.ERROR),
    ("open('a', 'w').write('x' * 9999)\n" + GOOD, Status.PASSED),
    ("import os\nos.makedirs('a/b/c')\nos.symlink('/', 'a/l')\n" + GOOD, Status.PASSED),
    ("import os\nos.abort()\n", Status.ERROR),
    ("import os\nos._exit(0)\n", Status.FAILED),
    ("import os\nif os.fork() == 0:\n    os.setsid()\n    while True:\n        pass\n" + GOOD,
     Status.PASSED),
    ("print('x' * 100_000)\n" + GOOD, Status.PASSED),
    ("import os\nm = os.memfd_create('m')\nos.write(m, b'x' * 100_000)\n" + GOOD, Status.PASSED),
    ("import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n" + GOOD,
     Status.PASSED),
)  # fmt: skip
EVERY = 2000
MAY_GROW = {"ms": 1.25, "pss_mb": 1.10, "descriptors": 1.0, "processes": 1.0, "here_mb": 1.25}


def main() -> int:
    """Run and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    count = parser.parse_args().count
    rows: list[dict[str, float]] = []
    with Judge(cache=False, timeout_s=10) as judge:
        judge.judge(TASK, GOOD)
        every = min(EVERY, max(1, count // 4))
        for start in range(0, count, every):
            rows.append(_measure(judge, start, min(every, count - start)))
            print(_line(start + every, rows[-1]), flush=True)
    grown = _grown(rows)
    print("flat" if not grown else f"grew: {', '.join(grown)}")
    return 1 if grown else 0


def _measure(judge: Judge, start: int, count: int) -> dict[str, float]:
    times = []
    for n in range(start, start + count):
        program, expected = MIX[n % len(MIX)]
        began = time.perf_counter()
        verdict = judge.judge(TASK, f"{program}# {n}\n")
        times.append(time.perf_counter() - began)
        if verdict.status is not expected:
            raise SystemExit(f"verdict {n}: expected {expected}, got {verdict.status}: {verdict.message}\n{program}")
    family = _family(judge.worker_pids())
    return {
        "ms": 1000 * statistics.median(times),
        "pss_mb": sum(_pss_kb(pid) for pid in family) / 1024,
        "descriptors": sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in (*family, os.getpid())),
        "processes": len(family),
        "scratch_kb": sum(_scratch_kb(pid) for pid in family),
        "here_mb": _pss_kb(os.getpid()) / 1024,
    }


def _family(pids: list[int]) -> list[int]:
    found = list(pids)
    for pid in found:  # grows while it is walked
        found += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found


def _pss_kb(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("\nPss:")[1].split()[0])


def _scratch_kb(pid: int) -> int:
    used = 0
    for place in ("box/tmp", "dev/shm"):
        try:
            state = os.statvfs(f"/proc/{pid}/root/{place}")
        except OSError:
            continue
        used += (state.f_blocks - state.f_bfree) * state.f_frsize // 1024
    return used


def _line(done: int, row: dict[str, float]) -> str:
    return f"{done:>7}  " + "  ".join(f"{name} {value:.2f}" for name, value in row.items())


def _grown(rows: list[dict[str, float]]) -> list[str]:
    """Compare the last quarter with the second row (the first warms up)."""
    first, last = rows[min(1, len(rows) - 1)], rows[-max(1, len(rows) // 4) :]
    return [name for name, factor in MAY_GROW.items() if min(row[name] for row in last) > factor * first[name]] + [
        "scratch" for _ in range(any(row["scratch_kb"] > 64 for row in last))
    ]


if __name__ == "__main__":
    sys.exit(main())
