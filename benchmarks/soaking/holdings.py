"""What a judge holds between verdicts: processes, memory, descriptors, mounts and scratch space."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import descriptors, memory_mib
from kodenv.auditing.processes import tree

PROCESSES_OF_A_WORKER = 2  # the supervisor and the warm process
_SCRATCH = ("box/tmp", "dev/shm")
_SETTLING_S = 3.0
_GLANCE_S = 0.02


def settle(workers: Sequence[int]) -> int:
    """Return how many processes are above what idle workers have, once they had time to end."""
    until = time.monotonic() + _SETTLING_S
    while True:
        above = sum(max(0, len(tree([pid])) - PROCESSES_OF_A_WORKER) for pid in workers)
        if not above or time.monotonic() > until:
            return above
        time.sleep(_GLANCE_S)


def hold_of(pid: int) -> dict[str, Any]:
    """Return what a worker holds."""
    family = tree([pid])
    return {
        "pid": pid,
        "mib": round(memory_mib(family)[0], 2),
        "descriptors": descriptors(family) or 0,
        "mounts": sum(_mounts(one) for one in family),
        "scratch_kib": sum(_scratch_kib(one) for one in family),
        "files": sum(_files(one) for one in family),
    }


def hold_here() -> dict[str, Any]:
    """Return what this process holds."""
    return {
        "mib": round(memory_mib([os.getpid()])[0], 2),
        "descriptors": descriptors([os.getpid()]) or 0,
        "mounts": _mounts(os.getpid()),
    }


def control_groups(workers: Sequence[int]) -> set[str]:
    """Return the folders of the control groups that workers have made for themselves."""
    found = set()
    for pid in workers:
        for one in tree([pid]):
            for line in Path(f"/proc/{one}/cgroup").read_text().splitlines():
                _, names, path = line.split(":", 2)
                if path.rpartition("/")[2].startswith("kodenv-"):
                    found |= {f"/sys/fs/cgroup/{name}{path}" for name in names.split(",")}
    return {folder for folder in found if os.path.isdir(folder)}


def _mounts(pid: int) -> int:
    return len(Path(f"/proc/{pid}/mountinfo").read_text().splitlines())


def _places(pid: int) -> list[os.statvfs_result]:
    """Return the state of the small file systems that programs may write to; none where nothing could be mounted."""
    if os.stat(f"/proc/{pid}/ns/mnt").st_ino == os.stat("/proc/self/ns/mnt").st_ino:
        return []
    found = []
    for place in _SCRATCH:
        try:
            found.append(os.statvfs(f"/proc/{pid}/root/{place}"))
        except OSError:
            continue
    return found


def _scratch_kib(pid: int) -> int:
    return sum((state.f_blocks - state.f_bfree) * state.f_frsize // 1024 for state in _places(pid))


def _files(pid: int) -> int:
    return sum(state.f_files - state.f_ffree for state in _places(pid))
