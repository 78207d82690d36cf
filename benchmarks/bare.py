"""The floor: one process with the standard modules loaded that forks, compiles and executes, with no isolation.

Run by its path in a fresh, lean interpreter (``python -I -S bare.py``); imports nothing of ours, as any of it would
make the forks dearer. One JSON line in, one out: the modules and works first, then ``[start, count]`` per round.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
import time
import types
from typing import IO, Any

Work = dict[str, Any]


def execute(work: Work) -> None:
    """Compile and execute a program and its suite here; returns only if every check held."""
    if work["form"] == "assert":
        space: dict[str, Any] = {"__name__": "solution"}
        exec(compile(work["program"] + "\n\n" + work["script"], "solution.py", "exec"), space)
        return
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    exec(compile(work["program"], "solution.py", "exec"), module.__dict__)
    suite: dict[str, Any] = {"__name__": "test_solution"}
    exec(compile(work["suite"], "test_solution.py", "exec"), suite)
    for name in work["calls"]:
        suite[name]()


def fork_and_execute(work: Work) -> tuple[bool, float]:
    """Execute a work in a forked child; return whether it held and the child's processor seconds."""
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            execute(work)
            os.write(far, b"P")
        finally:
            os._exit(0)
    os.close(far)
    said = os.read(near, 1)
    os.close(near)
    _, _, usage = os.wait4(pid, 0)
    return said == b"P", usage.ru_utime + usage.ru_stime


def cpu_seconds() -> float:
    """Return the processor time of this process and all its collected children."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def take_pipes() -> tuple[IO[str], IO[str]]:
    """Move our line protocol away from standard input and output, which programs use too."""
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    os.close(null)
    return requests, answers


def _serve() -> None:
    requests, answers = take_pipes()
    config = json.loads(requests.readline())
    works = config["works"]
    for name in config["modules"]:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    answers.write("{}\n")
    answers.flush()
    for line in requests:
        start, count = json.loads(line)
        chosen = [works[(start + i) % len(works)] for i in range(count)]
        wall, cpu = time.perf_counter(), cpu_seconds()
        ends = [fork_and_execute(work) for work in chosen]
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        wrong = [work["name"] for work, (held, _) in zip(chosen, ends) if not held]  # noqa: B905 (runs on 3.9)
        answer = {"wall_s": wall, "cpu_s": cpu, "wrong": wrong, "each_cpu_s": [seconds for _, seconds in ends]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
