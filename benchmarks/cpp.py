"""C++ verdicts beside ``g++ -O2`` and a run: ``python -m benchmarks.cpp [--rounds N] [--kind K]``.

For every program of ``cpp_programs`` (``all_*`` includes ``bits/stdc++.h``, ``one_*`` single headers), in turns:

* ``g++``: ``g++ -O2 -std=gnu++17`` in a subprocess, then the program on its input in another, nothing around them;
* ``ours``: a verdict of a judge with one worker and every layer on, for a text that it has not seen;
* ``again``: the same program once more, on another input: its binary is known.

Processor time is compared, and wall time beside it: the first is what a busy machine changes least.
"""

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine
from kodenv.cpp.toolchain import STANDARD
from kodenv.judge import Judge
from kodenv.records import Triplet

_PROGRAMS = Path(__file__).parent / "cpp_programs"
_INPUT = re.compile(r"^// input: (.*)$", re.MULTILINE)
Spent = tuple[float, float]  # wall and processor seconds


def load(kind: str = "") -> dict[str, tuple[str, str]]:
    """Return the programs, of the names that begin so, and their inputs by name."""
    programs = {}
    for path in sorted(_PROGRAMS.glob(f"{kind}*.cpp")):
        text = path.read_text(encoding="utf-8")
        found = _INPUT.search(text)
        assert found is not None, f"{path} names no input"
        programs[path.stem] = text, found[1] + "\n"
    return programs


def compile_and_run(text: str, given: str, folder: Path) -> str:
    """Do what a script would do, and return what the program prints."""
    source, binary = folder / "p.cpp", folder / "p"
    source.write_text(text, encoding="utf-8")
    subprocess.run(["g++", "-O2", f"-std={STANDARD}", "-w", str(source), "-o", str(binary)], check=True)
    return subprocess.run([str(binary)], input=given, capture_output=True, text=True, check=True).stdout


def triplet(given: str, printed: str) -> Triplet:
    """Return a question of one case."""
    cases = json.dumps([{"input": given, "output": printed}])
    return Triplet(question_id="q", question="?", language="cpp", test_format="stdio", test=cases)


def spent(work: Callable[[], object], cpu_s: Callable[[], float]) -> Spent:
    """Return what some work takes."""
    cpu, wall = cpu_s(), time.perf_counter()
    work()
    return time.perf_counter() - wall, cpu_s() - cpu


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(rounds: int, kind: str = "") -> dict[str, dict[str, list[Spent]]]:
    """Return what each way took for each program, round by round.

    Raises:
        RuntimeError: If a verdict is not PASSED.
    """
    taken: dict[str, dict[str, list[Spent]]] = {}
    with tempfile.TemporaryDirectory() as folder, Judge(cache=False) as judge:
        programs = load(kind)
        outputs = {name: compile_and_run(*one, Path(folder)) for name, one in programs.items()}

        def ask(text: str, given: str, printed: str) -> None:
            verdict = judge.judge(triplet(given, printed), text)
            if not verdict.solved:
                raise RuntimeError(f"expected PASSED, got {verdict.status} {verdict.message}")

        looking = 0.0  # what it takes us to ask the kernel is no part of a verdict

        def ours() -> float:
            nonlocal looking
            began = time.process_time()
            workers = machine.cpu_seconds(machine.tree(judge.worker_pids()))
            looking += time.process_time() - began
            return workers + time.process_time() - looking

        for name, one in programs.items():  # the worker, the precompiled headers
            ask(*one, outputs[name])
        for number in range(rounds):
            for name, (text, given) in programs.items():
                fresh = f"{text}// {number} {time.time_ns()}\n"
                ways = {
                    "g++": (lambda: compile_and_run(fresh, given, Path(folder)), _children_cpu),  # noqa: B023
                    "ours": (lambda: ask(fresh, given, outputs[name]), ours),  # noqa: B023
                    "again": (lambda: ask(fresh, given + "\n", outputs[name]), ours),  # noqa: B023
                }
                for way, (work, cpu_s) in ways.items():
                    taken.setdefault(name, {}).setdefault(way, []).append(spent(work, cpu_s))
    return taken


def table(taken: dict[str, dict[str, list[Spent]]]) -> str:
    """Return the medians as Markdown; processor time, which the kernel counts in 10 ms, as a ratio of sums."""
    lines = [
        "| program | `g++ -O2` + run, ms | ours, ms | again, ms | wall: as fast as `g++` × | processor time × |",
        "|---|---|---|---|---|---|",
    ]
    for kind in ("all_", "one_"):
        ratios: list[tuple[float, float]] = []
        for name in [name for name in taken if name.startswith(kind)]:
            ways = taken[name]
            middle = {way: statistics.median(one[0] for one in ways[way]) * 1000 for way in ways}
            pairs = list(zip(ways["g++"], ways["ours"], strict=True))
            wall = statistics.median(theirs[0] / ours[0] for theirs, ours in pairs)
            cpu = sum(theirs[1] for theirs, _ in pairs) / sum(ours[1] for _, ours in pairs)
            ratios.append((wall, cpu))
            cells = [f"{middle[way]:.0f}" for way in ("g++", "ours")] + [f"{middle['again']:.1f}"]
            lines.append(f"| `{name}` | {' | '.join(cells)} | {wall:.2f} | {cpu:.2f} |")
        if not ratios:
            continue
        wall, cpu = (statistics.median(one[part] for one in ratios) for part in (0, 1))
        what = "`bits/stdc++.h`" if kind == "all_" else "single headers"
        lines.append(f"| **median, {what}** | | | | **{wall:.2f}** | **{cpu:.2f}** |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cpp", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", default="", metavar="all_|one_", help="only these programs (default: both)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    about = machine.describe()
    taken = measure(options.rounds, options.kind)
    sys.stdout.write(f"{table(taken)}\n\n{json.dumps(about)}\n")
    if options.json:
        options.json.write_text(json.dumps({"machine": about, "rounds": options.rounds, "taken": taken}) + "\n")


if __name__ == "__main__":
    main()
