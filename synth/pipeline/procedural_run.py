"""``synth procedural``: seeded tasks, each verified by the judge, as an output folder that can be resumed."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from kodenv.errors import ConfigError, unknown_name
from kodenv.progress import Progress
from kodenv.records import Status, Triplet, Verdict
from kodenv.rollout import JudgesMany
from kodenv.runs import JournalIndex, RunFolder
from synth.families import FAMILIES
from synth.pipeline.drawing import Drawers
from synth.pipeline.folder import write_pages, write_rows_of
from synth.pipeline.funnel import Funnel
from synth.pipeline.tables import Tables

OpenJudge = Callable[[], AbstractContextManager[JudgesMany]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralConfig:
    """What to draw and how to verify it.

    Attributes:
        n: Number of tasks.
        seed: Seed of the whole draw; two seeds give two draws.
        families: Names of families; empty for all.
        judge: How programs are judged, as plain values for run.json.
        processes: How many draw at a time; changes nothing but the speed.

    Raises:
        ConfigError: If n is below 1 or a family is unknown.
    """

    n: int
    seed: int = 0
    families: tuple[str, ...] = ()
    judge: Mapping[str, Any]
    processes: int = 1

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ConfigError(f"n: expected 1 task or more, got {self.n!r}; raise --n")
        for name in self.families:
            if name not in FAMILIES:
                raise ConfigError(f"families: {unknown_name('family', name, FAMILIES)}")

    def identity(self) -> dict[str, Any]:
        """Return what decides the rows, for the folder to compare."""
        from kodenv import __version__

        return {
            "command": "synth",
            "config": {"source": "procedural", "n": self.n, "families": sorted(self.families)},
            "judge": dict(self.judge),
            "inputs": {},
            "seeds": {"synth": self.seed},
            "versions": {"kodenv": __version__},
        }


def synthesize(config: ProceduralConfig, out: str | Path, open_judge: OpenJudge, err: TextIO) -> dict[str, Any]:
    """Draw, verify and write; go on where an earlier run stopped. Return the result of run.json.

    Raises:
        ConfigError: If the folder cannot be used or belongs to another run.
        SandboxUnavailable: If nothing can be judged here.
    """
    with RunFolder(out, config.identity()) as folder:
        if not folder.finished:
            rows = _fill(folder, config, open_judge, err)
            result = _write(folder, rows)
            folder.finish(result, complete=result["unscored"] == 0)
        return folder.result()


def _fill(folder: RunFolder, config: ProceduralConfig, open_judge: OpenJudge, err: TextIO) -> JournalIndex:
    """Judge the tasks that the journal lacks, those that could not be judged once more, and return its index."""
    assert folder.journal is not None, "a finished run has nothing to do"
    done = folder.index_journal()
    seen: set[str] = set()
    again: list[tuple[int, Triplet]] = []
    start = 0
    # Tasks are journaled in the order of their indices: the first that is missing is where to go on.
    for index, row in enumerate(done.rows()):
        triplet = Triplet.from_row(row["triplet"])
        seen.add(triplet.question_id)
        start = index + 1
        if row["status"] == Status.UNSCORED:
            again.append((index, triplet))
    if len(done) == config.n:
        return done
    waiting: deque[tuple[int, Triplet]] = deque()

    def pairs(drawers: Drawers) -> Iterator[tuple[Triplet, str]]:
        fresh = ((draft.index, draft.triplet) for draft in drawers.draw(start, config.n, seen))
        for index, triplet in chain(again, fresh):
            waiting.append((index, triplet))
            yield triplet, triplet.solution

    with (
        Drawers(config.seed, config.families, config.processes) as drawers,
        open_judge() as judge,
        Progress(err, "verified", config.n, done=len(done)) as progress,
    ):
        for verdict in judge.judge_many(pairs(drawers)):
            index, triplet = waiting.popleft()
            folder.journal.append({"index": index, "triplet": triplet.to_row(), **_summary(verdict)})
            progress.advance(str(verdict.status))
    return folder.index_journal()


def _summary(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict without its cases: those of a reference that passes say nothing."""
    row = verdict.to_row()
    del row["cases"]
    return row


def _write(folder: RunFolder, rows: JournalIndex) -> dict[str, Any]:
    funnel, tables = Funnel(), Tables()

    def verified() -> Iterator[dict[str, Any]]:
        for row in rows.rows():
            if row["status"] != Status.PASSED:
                funnel.drop("verify", row["status"].lower(), question_id=row["triplet"]["question_id"])
            else:
                funnel.count("verify")
                tables.add(row["triplet"], row["total"])
                yield row["triplet"]

    def trials() -> Iterator[dict[str, Any]]:
        for row in rows.rows():
            triplet = row.pop("triplet")
            yield {"question_id": triplet["question_id"], "trial": 0, "kind": "reference", **row}

    write_rows_of(folder.path, triplets=verified(), trials=trials(), contaminated=(), dropped=funnel.dropped_rows())
    result = {
        "questions": funnel.entered("verify"),
        "judged": funnel.entered("verify"),
        "triplets": tables.triplets,
        "unscored": funnel.reasons("verify").get("unscored", 0),
        "funnel": funnel.rows(),
        **tables.to_row(),
    }
    write_pages(folder.path, {**folder.identity, "result": result}, tables, funnel)
    return result
