"""Procedural tasks drawn by several processes, in the order and with the outcome of one.

A task is a pure function of seed, index and attempt, so processes draw the first task of an index that is strong
enough, each for its own indices, and the parent draws again only where that task is known already. The processes
read their orders from a pipe, and end with it: a killed parent leaves none behind.
"""

import contextlib
import gc
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from kodenv.records import Triplet
from synth.families import FAMILIES
from synth.procedural import draw_task

CHUNK = 16
_CHILD = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from synth.pipeline.drawing import serve; serve()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A drawn task: the triplet and the attempt of its index that it comes from."""

    index: int
    attempt: int
    triplet: Triplet


def draw_first(seed: int, index: int, attempt: int, families: Sequence[str]) -> Draft:
    """Return the first task of an index, from an attempt on, that is strong enough."""
    while (drawn := draw_task(seed, index, attempt, families)) is None:
        attempt += 1
    return Draft(index=index, attempt=attempt, triplet=drawn.triplet)


class Drawers:
    """A context manager that holds the drawing processes."""

    def __init__(self, seed: int, families: Sequence[str], processes: int) -> None:
        """Start the processes.

        Args:
            seed: Seed of the whole draw.
            families: Names of families; empty for all.
            processes: How many draw at a time.
        """
        self._seed, self._families = seed, tuple(families) or tuple(FAMILIES)
        command = [sys.executable, "-c", _CHILD, json.dumps(sys.path)]
        self._children = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
            for _ in range(processes)
        ]

    def draw(self, start: int, stop: int, seen: set[str]) -> Iterator[Draft]:
        """Yield the tasks of a range of indices in order, none with an id in ``seen``, to which theirs are added."""
        chunks = [(first, min(first + CHUNK, stop)) for first in range(start, stop, CHUNK)]
        for number, chunk in enumerate(chunks[: 2 * len(self._children)]):
            self._order(number, chunk)
        for number, (first, last) in enumerate(chunks):
            for _ in range(first, last):
                yield self._fresh(self._read(number), seen)
            ahead = number + 2 * len(self._children)
            if ahead < len(chunks):
                self._order(ahead, chunks[ahead])

    def _fresh(self, draft: Draft, seen: set[str]) -> Draft:
        while draft.triplet.question_id in seen:
            draft = draw_first(self._seed, draft.index, draft.attempt + 1, self._families)
        seen.add(draft.triplet.question_id)
        return draft

    def _order(self, number: int, chunk: tuple[int, int]) -> None:
        stdin = _pipe(self._children[number % len(self._children)].stdin)
        stdin.write(json.dumps([self._seed, *chunk, self._families]).encode() + b"\n")
        stdin.flush()

    def _read(self, number: int) -> Draft:
        line = _pipe(self._children[number % len(self._children)].stdout).readline()
        if not line:
            raise RuntimeError("a drawing process ended early; what it said stands above")
        row = json.loads(line)
        return Draft(index=row["index"], attempt=row["attempt"], triplet=Triplet.from_row(row["triplet"]))

    def __enter__(self) -> "Drawers":
        """Return these drawers."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        for child in self._children:
            with contextlib.suppress(BrokenPipeError):
                _pipe(child.stdin).close()
            child.kill()
            _pipe(child.stdout).close()
            child.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "opened with a pipe"
    return pipe


def serve() -> None:
    """Draw what standard input orders, one row a line, until it ends: the main function of a drawing process."""
    gc.set_threshold(20_000)  # a task makes thousands of modules, each a cycle: look for them less often
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        for line in sys.stdin:
            seed, start, stop, families = json.loads(line)
            for index in range(start, stop):
                sys.stdout.write(json.dumps(_to_row(draw_first(seed, index, 0, families))) + "\n")
            sys.stdout.flush()
    # At its end the interpreter would flush a pipe that nobody reads any more.
    with contextlib.suppress(OSError):
        sys.stdout.close()


def _to_row(draft: Draft) -> dict[str, Any]:
    return {"index": draft.index, "attempt": draft.attempt, "triplet": draft.triplet.to_row()}
