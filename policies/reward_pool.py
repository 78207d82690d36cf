"""One pool of judging workers per process for each way to judge, shared by all rewards of that process."""

import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from kodenv.errors import ConfigError
from kodenv.judge import Judge
from kodenv.records import Triplet, Verdict

Job = tuple[Triplet, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How a reward's programs are judged.

    Attributes:
        workers: Programs at a time; None: this process's processors, shared among the training's processes.
        timeout_s: Wall seconds per verdict; None: the triplet's own limit, else the judge's default.
        memory_mb: Mebibytes per program; None likewise.
        isolation: ``auto``, ``split`` or ``shared``.
        allow_weak_sandbox: Judge even where the machine cannot isolate well.
        cache: Read and write the local store of verdicts.
    """

    workers: int | None = None
    timeout_s: float | None = None
    memory_mb: int | None = None
    isolation: str = "auto"
    allow_weak_sandbox: bool = False
    cache: bool = True

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise ConfigError(f"workers: expected 1 or more, got {self.workers!r}; leave it out for all processors")


def share_of_processors() -> int:
    """Return how many processors one of the training's processes may use; at least 1."""
    distributed = sys.modules.get("torch.distributed")
    ranks = 1
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        ranks = distributed.get_world_size()
    return max(1, len(os.sched_getaffinity(0)) // ranks)


class Pools:
    """The judges of this process, by their settings. A fork starts its own; pickling is of settings alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._judges: dict[tuple[int, PoolSettings], Judge] = {}

    def judge_many(self, settings: PoolSettings, jobs: Sequence[Job]) -> list[Verdict]:
        """Return the verdicts in the order of the jobs; the same program for the same question runs once.

        Raises:
            SandboxUnavailable: If this machine cannot judge now.
        """
        places: dict[tuple[str, str | None], int] = {}
        unique: list[Job] = []
        for triplet, program in jobs:
            name = (triplet.question_id, program)
            if name not in places:
                places[name] = len(unique)
                unique.append((triplet, program))
        verdicts = list(self._judge(settings).judge_many(unique))
        return [verdicts[places[triplet.question_id, program]] for triplet, program in jobs]

    def forget(self, settings: PoolSettings) -> None:
        """Close the judge of these settings; the next job starts a fresh one."""
        with self._lock:
            judge = self._judges.pop((os.getpid(), settings), None)
        if judge is not None:
            judge.close()

    def _judge(self, settings: PoolSettings) -> Judge:
        key = (os.getpid(), settings)
        with self._lock:
            if key not in self._judges:
                self._judges[key] = _open(settings)
            return self._judges[key]


def _open(settings: PoolSettings) -> Judge:
    return Judge(
        workers=settings.workers or share_of_processors(),
        timeout_s=settings.timeout_s,
        memory_mb=settings.memory_mb,
        isolation=settings.isolation,
        allow_weak_sandbox=settings.allow_weak_sandbox,
        cache=settings.cache,
    )


# Trainers unpickle and copy reward functions; the pool must be one for all of them, so it belongs to the process.
POOLS = Pools()
