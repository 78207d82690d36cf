"""Which processes descend from others, by the kernel's account."""

import os
from collections.abc import Iterable
from pathlib import Path


def tree(roots: Iterable[int]) -> list[int]:
    """Return those of the processes that live, and all their living descendants."""
    children: dict[int, list[int]] = {}
    living = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (parent := _parent(int(entry))) is not None:
            living.add(int(entry))
            children.setdefault(parent, []).append(int(entry))
    found: list[int] = []
    waiting = [pid for pid in roots if pid in living]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _parent(pid: int) -> int | None:
    """Return a process's parent; None for one that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]) if fields[0] not in "ZX" else None
