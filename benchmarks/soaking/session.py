"""One soak: rows of programs through one judge, and what is wrong with their verdicts or left of them."""

import itertools
import json
import statistics
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.soaking.feed import feed
from benchmarks.soaking.holdings import control_groups, hold_here, hold_of, settle
from benchmarks.soaking.items import Item
from benchmarks.soaking.leaks import growth, leaks_of, left_over
from kodenv.auditing.traps import Traps
from kodenv.judge import Judge
from kodenv.records import Status, Triplet, Verdict
from kodenv.sandbox import kernel

_MOST_WRONG = 20  # then the soak ends early
_PROBES = 41
_PROBE = Triplet(
    question_id="probe",
    question="?",
    solution="def f(x):\n    return x + 1\n",
    test="from solution import f\n\n\ndef test_one():\n    assert f(1) == 2\n",
)


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a soak showed.

    Attributes:
        wrong: Each wrong verdict.
        leaks: What grew or was left, in words.
        rows: What was held after each part of the stream.
        kinds: How many programs of each kind came to which status.
        modes: How many verdicts came from which isolation.
    """

    wrong: list[dict[str, Any]] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    modes: Counter[str] = field(default_factory=Counter)


class Session:
    """A judge with traps around it, and what was seen so far."""

    def __init__(self, judge: Judge, traps: Traps, tell: Callable[[str], None]) -> None:
        """Take what the soak is made of."""
        self.findings = Findings()
        self.groups: set[str] = set()
        self._judge, self._traps, self._tell = judge, traps, tell
        self._secrets = _secrets_of(traps)
        self._workers: set[int] = set()
        self._told: list[str] = []

    def judge_row(self, items: Iterator[Item], done: int) -> None:
        """Judge a part of the stream, then look at what is held; ``done``: how many were judged by then."""
        began = time.perf_counter()
        slow: list[tuple[float, str]] = []
        memory = 0
        waiting: deque[Item] = deque()
        for verdict in self._judge.judge_many(self._pairs(items, waiting)):
            item = waiting.popleft()
            self._look_at(item, verdict)
            memory += verdict.status is Status.MEMORY
            slow = sorted([*slow, (verdict.measured.wall_s, item.about)], reverse=True)[:3]
        row = {"done": done, "s": round(time.perf_counter() - began, 2), "memory_verdicts": memory, "slowest": slow}
        self._hold(row)

    def _pairs(self, items: Iterator[Item], waiting: deque[Item]) -> Iterator[tuple[Triplet, str]]:
        for item in items:
            waiting.append(item)
            program = self._traps.arm(item.program)[0] if item.armed else item.program
            yield item.triplet, program or ""

    def _look_at(self, item: Item, verdict: Verdict) -> None:
        self.findings.kinds.setdefault(item.kind, Counter())[str(verdict.status)] += 1
        self.findings.modes[verdict.isolation.mode] += 1
        reasons = [] if verdict.status in item.right else [f"expected {' or '.join(sorted(item.right))}"]
        if item.armed:
            told = json.dumps(verdict.to_row())
            self._told.append(told)
            reasons += ["it reached what it must not" for secret in self._secrets if secret in told]
        if reasons:
            said = {
                "index": item.index, "kind": item.kind, "about": item.about, "status": str(verdict.status),
                "message": verdict.message, "mode": verdict.isolation.mode, "why": "; ".join(reasons),
            }  # fmt: skip
            self.findings.wrong.append(said)
            self._tell(f"WRONG {json.dumps(said)}")

    def _hold(self, row: dict[str, Any]) -> None:
        workers = self._judge.worker_pids()
        row["processes_left"] = settle(workers)
        row["traps"] = self._traps.findings("".join(self._told))
        self._told.clear()
        row["workers"] = [hold_of(pid) for pid in workers]
        row["workers_lost"] = len(self._workers - set(workers))
        self._workers = set(workers)
        self.groups |= control_groups(workers)
        row["here"] = hold_here()
        row["probe_ms"] = self._probe()
        first = self.findings.rows[0] if self.findings.rows else row
        self.findings.rows.append(row)
        self.findings.leaks += [f"after {row['done']:,}: {leak}" for leak in leaks_of(row, first)]
        mib = sum(worker["mib"] for worker in row["workers"])
        self._tell(
            f"{row['done']:>7,}  {row['s']:6.1f} s  wrong {len(self.findings.wrong)}  "
            f"leaks {len(self.findings.leaks)}  workers {len(workers)}  {mib:.1f} MiB  "
            f"here {row['here']['mib']:.1f} MiB, {row['here']['descriptors']} descriptors  "
            f"probe {row['probe_ms']:.2f} ms  slowest {row['slowest'][0][0]:.1f} s {row['slowest'][0][1][:60]}"
        )

    def _probe(self) -> float:
        """Return what one and the same simple verdict costs now, in ms."""
        times = []
        for _ in range(_PROBES):
            began = time.perf_counter()
            self._judge.judge(_PROBE, _PROBE.solution)
            times.append(time.perf_counter() - began)
        return round(1000 * statistics.median(times), 3)

    @property
    def has_enough(self) -> bool:
        """Whether so much is wrong that going on tells nothing new."""
        return len(self.findings.wrong) >= _MOST_WRONG


def _secrets_of(traps: Traps) -> list[str]:
    """Return the words that only a program that got out can tell."""
    breach, path = traps.arm("@BREACH@", "@SECRET_FILE@")
    return [str(breach), Path(str(path)).read_text().strip()]


def soak(
    seed: int, start: int, stop: int, *, every: int, workers: int, tell: Callable[[str], None], isolation: str = "auto"
) -> Findings:
    """Judge a part of a stream with one judge.

    Args:
        seed: Which stream.
        start: The first program's place.
        stop: The place after the last program's.
        every: How many programs make a row.
        workers: How many are judged at a time.
        tell: Hears a line per row and per wrong verdict.
        isolation: How they are judged.
    """
    kernel.adopt_orphans()  # what a worker leaves behind is then found below this process
    usual = tempfile.tempdir
    with Traps() as traps, tempfile.TemporaryDirectory(prefix="kodenv-soak-") as folder:
        tempfile.tempdir = folder
        try:
            with feed(seed, start, stop) as items, Judge(workers=workers, isolation=isolation, cache=False) as judge:
                judge.judge(_PROBE, _PROBE.solution)
                session = Session(judge, traps, tell)
                for first in range(start, stop, every):
                    size = min(every, stop - first)
                    session.judge_row(itertools.islice(items, size), first + size - start)
                    if session.has_enough:
                        break
        finally:
            tempfile.tempdir = usual
        findings = session.findings
        findings.leaks += [f"at the end: {what}" for what in left_over(folder, session.groups)]
    findings.leaks += growth(findings.rows)
    return findings
