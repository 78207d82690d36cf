"""What every forked child does first: take its descriptors, limits and folder, nothing of the warm process's own."""

from __future__ import annotations

import os
import resource
import signal

from kodenv.sandbox import forking, kernel, layers, limits


class Settings:
    """What the warm process prepared for the children of one run."""

    __slots__ = ("folder", "guard", "limits", "settled", "start")

    def __init__(self, folder: str, guard: layers.SignalGuard | None, settled: int) -> None:
        """Keep the scratch folder, the guard and where to say that all is in force.

        ``settled`` is written to before anything foreign starts: without it, what went wrong was ours. ``limits``
        are (kind, soft, hard), set per run.
        """
        self.folder, self.guard, self.settled = folder, guard, settled
        self.start = folder  # empty where the warm process is there already
        self.limits: list[tuple[int, int, int]] = []


def settle(
    settings: Settings,
    stdin: int,
    output: int,
    kept: tuple[int, ...],
    *,
    die_with_parent: bool,
    judges_output: bool = False,
) -> None:
    """Make this (just forked) process ready for foreign code.

    Args:
        settings: Limits, folder and guard.
        stdin: What standard input becomes; -1: nothing to read.
        output: What standard output and error become; -1: they lead nowhere.
        kept: Descriptors that stay open, in ascending order.
        die_with_parent: Whether no pid namespace ends us with the warm process.
        judges_output: Whether standard output is the answer; standard error leads nowhere then.
    """
    forking.give_back()
    os.setsid()
    if stdin >= 0:
        os.dup2(stdin, 0)
    if output >= 0:
        os.dup2(output, 1)
        if not judges_output:
            os.dup2(output, 2)
    if die_with_parent:
        kernel.die_with_parent(signal.SIGKILL)
    if settings.guard is not None:
        settings.guard.enter()
    for kind, soft, hard in settings.limits:
        resource.setrlimit(kind, (soft, hard))
    if settings.start:
        os.chdir(settings.start)
    os.write(settings.settled, b"s")
    start = 3
    for descriptor in kept:
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, limits.OPEN_FILES)
