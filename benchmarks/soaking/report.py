"""The report of a soak as Markdown tables."""

from typing import Any

_MOST_ROWS = 12


def render(report: dict[str, Any]) -> str:
    """Return the tables of a soak."""
    m = report["machine"]
    lines = [
        f"{m['date']}, {m['cpu']}, {m['cores']} cores, {m['memory_gib']} GiB, Linux {m['kernel']}, "
        f"Python {m['python']}, {m['user']}; {report['count']:,} programs in {report['took_s']} s, "
        f"{report['workers']} workers, seed {report['seed']}.",
        f"Command: `{report['command']}`.",
        "",
        f"**Wrong verdicts: {len(report['wrong'])}. Leaks: {len(report['leaks'])}.**",
        *(f"- index {one['index']}, {one['about']}: {one['status']}; {one['why']}" for one in report["wrong"]),
        *(f"- {leak}" for leak in report["leaks"]),
        "",
        *_kinds(report["kinds"]),
        "",
        f"Isolation: {', '.join(f'{mode} {count:,}' for mode, count in report['modes'].items())}.",
        "",
        *_rows(report["rows"]),
    ]
    return "\n".join(lines)


def _kinds(kinds: dict[str, dict[str, int]]) -> list[str]:
    statuses = sorted({status for counts in kinds.values() for status in counts})
    rows = [f"| programs | {' | '.join(statuses)} |", f"|---|{'---:|' * len(statuses)}"]
    for kind, counts in kinds.items():
        rows.append(f"| {kind} | {' | '.join(f'{counts.get(status, 0):,}' for status in statuses)} |")
    return rows


def _rows(rows: list[dict[str, Any]]) -> list[str]:
    step = max(1, len(rows) // _MOST_ROWS)
    shown = [row for place, row in enumerate(rows) if place % step == 0 or row is rows[-1]]
    lines = [
        "| judged | seconds | one simple verdict, ms | workers | MiB per worker | scratch, KiB | caller, MiB "
        "| descriptors (caller, workers) | processes left |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in shown:
        workers = row["workers"]
        mib = [worker["mib"] for worker in workers]
        scratch_kib = sum(worker["scratch_kib"] for worker in workers)
        lines.append(
            f"| {row['done']:,} | {row['s']} | {row['probe_ms']:.2f} | {len(workers)} "
            f"| {min(mib):.1f} to {max(mib):.1f} | {scratch_kib} | {row['here']['mib']:.1f} "
            f"| {row['here']['descriptors']}, {sum(worker['descriptors'] for worker in workers)} "
            f"| {row['processes_left']} |"
        )
    return lines
