"""Programs that share a process: what such a job reports, taken apart into a run of each.

For versions of a reference solution only: what one leaves behind the next one finds.
"""

import json
import marshal
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from kodenv.conditions import Conditions
from kodenv.evidence import bounded_text
from kodenv.lanes import Job, Outcome
from kodenv.preparation import Bounds
from kodenv.sandbox import turns, wire
from kodenv.sandbox.worker import Kind

_AT_ONCE = 32  # programs of a job
_WORDS = {word: f'["", "{word}", '.encode() for word in (turns.TURN, turns.READY, turns.LOAD, turns.TOOK)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What every program of the row meets.

    Attributes:
        kind: Which worker.
        bounds: Limits of one program.
        payload: What the suite's process reads.
        conditions: Of each program's run.
    """

    kind: Kind
    bounds: Bounds
    payload: bytes
    conditions: Conditions


def run_in_turns(put: Callable[[Job], None], table: Table, programs: Sequence[str]) -> dict[int, Outcome]:
    """Run programs that mean no harm, many in a process; blocks until all had their turn.

    Args:
        put: Queues a job.
        table: What they meet.
        programs: Their texts.

    Returns:
        What became of each, by its place; those are missing whose process ended in a way that says too little.
    """
    found: dict[int, Outcome] = {}
    rows = [list(range(at, min(at + _AT_ONCE, len(programs)))) for at in range(0, len(programs), _AT_ONCE)]
    while rows:
        waiting = [(row, _put(put, table, [programs[place] for place in row])) for row in rows]
        rows = []
        for row, answer in waiting:
            outcome = answer.result()
            if outcome.error is not None:
                raise outcome.error
            known = [] if not outcome.runs else list(_taken(outcome.runs[0], table.conditions.cpu_s or 0.0))
            for place, run in zip(row, known, strict=False):
                if run is not None:
                    found[place] = Outcome(runs=[run], layers=outcome.layers, attempts=outcome.attempts)
            if left := row[max(1, len(known)) :]:
                rows.append(left)
    return found


def _put(put: Callable[[Job], None], table: Table, programs: Sequence[str]) -> "Future[Outcome]":
    answer: Future[Outcome] = Future()
    body = marshal.dumps([one.encode("utf-8", "surrogatepass") for one in programs])
    limit_s = table.bounds.timeout_s + len(programs) * (table.conditions.cpu_s or table.bounds.timeout_s)
    put(
        Job(
            kind=table.kind, mode=wire.SHARED, flags=table.conditions.flags | wire.IN_TURNS, timeout_s=limit_s,
            memory_mb=table.bounds.memory_mb, bodies=[body], suite=table.payload, wanted=lambda: True,
            deliver=answer.set_result,
        )
    )  # fmt: skip
    return answer


def _taken(run: wire.Run, limit_s: float) -> Iterator[wire.Run | None]:
    """Yield a run for each program whose turn began, in their order; None for one of which too little is known."""
    if not run.nonce or not run.results.startswith(run.nonce):
        return
    for part in _parts(run.results[len(run.nonce) :].split(b"\n")):
        own = wire.Run()
        own.nonce, own.results = run.nonce, run.nonce + b"\n".join(part) + b"\n"
        is_ready = any(line.startswith(_WORDS[turns.READY]) for line in part)
        if part and part[-1].startswith(_WORDS[turns.TOOK]):
            own.cpu_s = own.program_cpu_s = float(json.loads(part[-1])[2])
            if not is_ready:
                own.loaded, own.results = False, _load_failure(part)
        elif run.ended == "exit" and run.signal == signal.SIGPROF:
            own.signal, own.loaded, own.cpu_s = signal.SIGPROF, is_ready, limit_s
            own.results = own.results if is_ready else b""
        else:
            yield None
            continue
        yield own


def _parts(lines: Sequence[bytes]) -> list[list[bytes]]:
    """Return the lines of each turn, without the one that begins it."""
    parts: list[list[bytes]] = []
    for line in lines:
        if line.startswith(_WORDS[turns.TURN]):
            parts.append([])
        elif parts and line:
            parts[-1].append(line)
    return parts


def _load_failure(part: Sequence[bytes]) -> bytes:
    said = next((json.loads(line)[2] for line in part if line.startswith(_WORDS[turns.LOAD])), "")
    return json.dumps({"load": bounded_text(said)}).encode()
