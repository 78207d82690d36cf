"""What may not grow between the rows of a soak, and what may not be there after its end."""

import contextlib
import os
import time
from collections.abc import Iterable, Sequence
from typing import Any

from kodenv.auditing.processes import tree

_MOST_SCRATCH_KIB = 64
_MEMORY_FACTOR = 1.10
_MEMORY_SLACK_MIB = 2.0
_SETTLING_S = 3.0
_GLANCE_S = 0.02
_LEAST_ROWS = 4  # with fewer, what a judge remembers of its triplets is still being filled


def leaks_of(row: dict[str, Any], first: dict[str, Any]) -> list[str]:
    """Return what a row shows that the first one does not allow."""
    found = list(row["traps"])
    if row["processes_left"]:
        found.append(f"{row['processes_left']} processes outlive their verdict")
    for name in ("descriptors", "mounts"):
        for worker, other in _pairs(row, first):
            if worker[name] > other[name]:
                found.append(f"worker {worker['pid']}: {name} went from {other[name]} to {worker[name]}")
    for worker in row["workers"]:
        if worker["scratch_kib"] > _MOST_SCRATCH_KIB:
            found.append(f"worker {worker['pid']}: {worker['scratch_kib']} KiB of scratch space are not free")
    lost = row["workers_lost"] - row["memory_verdicts"]
    if lost > 0:
        found.append(f"{lost} workers died without a program that went over its memory")
    here = row["here"]["mounts"] - first["here"]["mounts"]
    return [*found, *(["mounts were made in this process's namespace"] if here > 0 else [])]


def _pairs(row: dict[str, Any], first: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    before = {worker["pid"]: worker for worker in first["workers"]}
    return [(worker, before[worker["pid"]]) for worker in row["workers"] if worker["pid"] in before]


def growth(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return what grew over the whole soak: memory of workers and caller, descriptors of the caller.

    A worker is compared with itself, from the second row that it is in; the caller from the middle of the soak, when
    what it remembers of triplets has reached its bound.
    """
    if len(rows) < _LEAST_ROWS:
        return []
    found = []
    seen: dict[int, list[float]] = {}
    for row in rows:
        for worker in row["workers"]:
            seen.setdefault(worker["pid"], []).append(worker["mib"])
    for pid, mib in seen.items():
        if len(mib) >= _LEAST_ROWS and _grew(mib[1], mib[-1]):
            found.append(f"worker {pid}: memory went from {mib[1]} to {mib[-1]} MiB")
    middle, last = rows[len(rows) // 2]["here"], rows[-1]["here"]
    if _grew(middle["mib"], last["mib"]):
        found.append(f"the caller's memory went from {middle['mib']} to {last['mib']} MiB")
    per_worker = [row["here"]["descriptors"] - len(row["workers"]) for row in rows]
    if per_worker[-1] > max(per_worker[: max(1, len(rows) // 2)]):
        found.append(f"the caller's descriptors, one per worker apart, went from {per_worker[0]} to {per_worker[-1]}")
    return found


def _grew(before: float, after: float) -> bool:
    return after > _MEMORY_FACTOR * before + _MEMORY_SLACK_MIB


def left_over(folder: str, groups: Iterable[str]) -> list[str]:
    """Return what is still there after the end of a judge.

    Args:
        folder: Its temporary folder, which nobody else uses.
        groups: The control groups that its workers had.
    """
    processes = _living()
    found = [f"{len(processes)} processes: {processes}"] if processes else []
    found += [f"a file in the temporary folder: {name}" for name in sorted(os.listdir(folder))]
    return found + [f"a control group: {group}" for group in sorted(groups) if os.path.isdir(group)]


def _living() -> list[int]:
    """Return what lives below this process, once it had time to end."""
    here, until = os.getpid(), time.monotonic() + _SETTLING_S
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        processes = [pid for pid in tree([here]) if pid != here]
        if not processes or time.monotonic() > until:
            return processes
        time.sleep(_GLANCE_S)
