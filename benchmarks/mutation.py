"""What a mutant costs, beside mutmut, on the same functions: ``python -m benchmarks.mutation [--functions N]``.

Both run in one process at a time, and all processor time counts: start-up, making the mutants, and in ours the
questions by which equivalent mutants are told. Needs ``KODENV_REAL_DATA`` and the package mutmut.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine
from kodenv.certifying.survival import try_mutants
from kodenv.conditions import Trial
from kodenv.judge import Judge
from kodenv.records import Triplet
from kodenv.triplets import load_triplets

_MOST = 1_000_000  # mutants of a function: all
_PATIENCE_S = 3_600


def measure_ours(triplets: Sequence[Triplet]) -> dict[str, Any]:
    """Try every mutant of every function by its suite, in one worker."""
    with Judge(isolation="shared", plants=False, cache=False) as bench:
        began, own = time.monotonic(), time.process_time()
        mutants = killed = equivalent = 0
        runs_s = 0.0
        for triplet in triplets:
            [first] = bench.try_many([Trial(triplet, triplet.solution)])
            ids = [case.id for case in first.cases]
            found = try_mutants(bench, triplet, ids, first.measured.cpu_s, _MOST, all_steady=True)
            mutants, killed = mutants + len(found.mutants), killed + len(found.killed)
            equivalent, runs_s = equivalent + len(found.equivalent), runs_s + found.cpu_s
        cpu_s = time.process_time() - own + machine.cpu_seconds(machine.tree(bench.worker_pids()))
        wall_s = time.monotonic() - began
    return _row(mutants, killed, equivalent, cpu_s, wall_s) | {"runs_cpu_s": runs_s}


def measure_mutmut(triplets: Sequence[Triplet], folder: Path) -> dict[str, Any]:
    """Let mutmut do the same: a module and a test file for each function, one child at a time."""
    for name in ("src", "tests"):
        (folder / name).mkdir()
    for number, triplet in enumerate(triplets):
        (folder / "src" / f"he_{number}.py").write_text(triplet.solution)
        call = re.sub(rf"\ncheck\({triplet.entry_point}\)\s*$", "\n", triplet.test)
        test = f"from he_{number} import *\nfrom he_{number} import {triplet.entry_point}\n\n{call}\n"
        (folder / "tests" / f"test_he_{number}.py").write_text(
            f"{test}\ndef test_function():\n    check({triplet.entry_point})\n"
        )
    (folder / "setup.cfg").write_text("[mutmut]\nsource_paths=src\npytest_add_cli_args_test_selection=tests\n")
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    wall_s, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = re.findall(r"(\d+)/(\d+)  🎉 (\d+) .*?⏰ (\d+)", done.stdout)
    if not counts:
        raise SystemExit(f"mutmut: {(done.stdout + done.stderr)[-500:]}")
    _, mutants, killed, late = map(int, counts[-1])
    return _row(mutants, killed + late, 0, cpu_s, wall_s)


def _row(mutants: int, killed: int, equivalent: int, cpu_s: float, wall_s: float) -> dict[str, Any]:
    return {
        "mutants": mutants, "killed": killed, "equivalent": equivalent, "cpu_s": round(cpu_s, 2),
        "wall_s": round(wall_s, 2), "cpu_ms_per_mutant": round(1000 * cpu_s / max(1, mutants), 2),
        "mutants_per_cpu_s": round(mutants / cpu_s, 1),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--functions", type=int, default=164, help="how many, spread evenly (default all)")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    given = parser.parse_args(arguments)
    data = os.environ.get("KODENV_REAL_DATA")
    if not data:
        parser.error("KODENV_REAL_DATA: expected the folder of the public sets, got nothing; set it")
    every = load_triplets(Path(data) / "humaneval.jsonl")
    triplets = [every[place * len(every) // given.functions] for place in range(given.functions)]
    about = machine.describe()
    with tempfile.TemporaryDirectory() as folder:
        found = {"kodenv": measure_ours(triplets), "mutmut": measure_mutmut(triplets, Path(folder))}
    ratio = found["mutmut"]["cpu_ms_per_mutant"] / found["kodenv"]["cpu_ms_per_mutant"]
    lines = [
        f"{about['date']}, {about['cpu']}, {about['cores']} cores, Linux {about['kernel']}, Python {about['python']}, "
        f"load {about['load_before']} before. {given.functions} functions of HumanEval.",
        "",
        "| | mutants | refused | equivalent | CPU s | CPU ms per mutant | mutants per CPU second |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | {row['mutants']:,} | {row['killed']:,} | {row['equivalent'] or '-'} | {row['cpu_s']} | "
            f"{row['cpu_ms_per_mutant']} | {row['mutants_per_cpu_s']} |"
            for name, row in found.items()
        ),
        "",
        f"mutmut takes {ratio:.1f} × our processor time per mutant. A run of a mutant alone takes ours "
        f"{1000 * found['kodenv']['runs_cpu_s'] / found['kodenv']['mutants']:.2f} ms.",
    ]
    print("\n".join(lines))
    if given.json:
        given.json.write_text(json.dumps({"machine": about, **found, "ratio": ratio}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
