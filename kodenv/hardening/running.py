"""Runs programs on many inputs inside the sandbox, through the same lanes and workers that judge programs."""

import dataclasses
import functools
import json
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from kodenv.errors import SandboxUnavailable
from kodenv.hardening.answers import NO_ANSWER, Answer, Call
from kodenv.hardening.codec import NotPlain, decode
from kodenv.jsonrows import parse_value
from kodenv.lanes import Gate, Job, Lane, Outcome
from kodenv.preparation import Suite, choose_kind
from kodenv.sandbox import wire
from kodenv.sandbox.worker import find_interpreter

_WINDOW = 8  # jobs a worker that run() reads ahead
_KIN = 12  # mutants that share a process
_PRINT_S = 2.0  # seconds that a program may take for one standard input
_STDIO = Suite(test_format="stdio")
IDENTITY = "lambda result: result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A program and the inputs it is to be called on.

    Attributes:
        program: The program's text.
        entry_point: The function that is called; ``Class.method`` for a method of ``Class()``.
        calls: The inputs.
        view: Source of a function of one argument that each result goes through before it is reported.
        backwards: Whether the inputs are taken from the last to the first.
        seed: Of the module ``random``.
        hash_seed: Of the hashes of texts, which decide the order of sets of texts.
        call_s: Processor seconds per call.
        patience: After how many calls that ran out of time the program is given up.
    """

    program: str
    entry_point: str
    calls: Sequence[Call]
    view: str = IDENTITY
    backwards: bool = False
    seed: int = 0
    hash_seed: int = 0
    call_s: float = 1.0
    patience: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A program whose suite is run once to see with what the function is called.

    Attributes:
        program: The program's text.
        entry_point: The function.
        suite: The suite's text.
        test_format: ``pytest`` or ``assert``.
        calls_check: Whether the suite only defines ``check``, to be called with the function.
        most: Calls to keep.
    """

    program: str
    entry_point: str
    suite: str
    test_format: str
    calls_check: bool = False
    most: int = 400


class Runner:
    """Sandboxed workers that call programs on inputs; a context manager.

    Args:
        workers: Programs at a time.
        timeout_s: Wall and processor seconds for all calls of one program.
        memory_mb: Memory per program in MiB.
        profile: ``auto``, ``base`` or ``scientific``.
        python: The interpreter whose packages programs see; None: this one.
        allow_weak_sandbox: Run on a machine that lacks layers which hostile programs need.

    Raises:
        ConfigError: If the interpreter cannot be used.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        timeout_s: float = 10.0,
        memory_mb: int = 1024,
        profile: str = "auto",
        python: str | None = None,
        allow_weak_sandbox: bool = False,
    ) -> None:
        """Start the lanes; see the class."""
        self.workers, self.timeout_s, self.memory_mb, self.profile = workers, timeout_s, memory_mb, profile
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        gate, interpreter = Gate(), find_interpreter(python)
        self._lanes = [Lane(self._jobs, gate, interpreter, (), allow_weak_sandbox) for _ in range(workers)]
        self._threads = [threading.Thread(target=lane.run, daemon=True) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    def run(self, probes: Iterable[Probe]) -> Iterator[list[Answer]]:
        """Yield the answers of each program, in the order of its calls; the programs in input order.

        Raises:
            SandboxUnavailable: If a program could not be run, for a reason of ours.
        """
        waiting: deque[tuple[int, Future[list[Any]]]] = deque()
        encoded: tuple[Sequence[Call], str] = (), "[]"
        for probe in probes:
            if probe.calls is not encoded[0]:  # the same inputs go to many programs
                encoded = probe.calls, json.dumps([call.to_row() for call in probe.calls])
            request = _request(probe, [probe.program])
            waiting.append((len(probe.calls), self._submit(probe.program, request, encoded[1], probe.hash_seed)))
            if len(waiting) >= _WINDOW * self.workers:
                count, done = waiting.popleft()
                yield _answers(done.result(), 0, count)
        for count, done in waiting:
            yield _answers(done.result(), 0, count)

    def run_kin(self, like: Probe, programs: Sequence[str]) -> list[list[Answer]]:
        """Return the answers of programs of one origin, several to a process; for mutants, not for strangers.

        A program that ends the process takes those behind it along; they are run again, each alone.

        Args:
            like: How they are called; its own program is not run.
            programs: The programs.

        Raises:
            SandboxUnavailable: If a program could not be run, for a reason of ours.
        """
        inputs, count = json.dumps([call.to_row() for call in like.calls]), len(like.calls)
        groups = [programs[at : at + _KIN] for at in range(0, len(programs), _KIN)]
        running = [self._submit(group[0], _request(like, group), inputs, like.hash_seed) for group in groups]
        answers: list[list[Answer]] = []
        for group, done in zip(groups, running, strict=True):
            rows = done.result()
            ended = [[place, "end"] in rows for place in range(len(group))]
            first = ended.index(False) if False in ended else len(group)
            answers += [_answers(rows, place, count) for place in range(min(first + 1, len(group)))]
            answers += self.run(dataclasses.replace(like, program=program) for program in group[first + 1 :])
        return answers

    def record(self, recording: Recording) -> list[tuple[Call, Answer]]:
        """Return the calls that a suite makes, in order, those with plain arguments, and what was returned.

        Raises:
            SandboxUnavailable: If it could not be run, for a reason of ours.
        """
        request = {
            "programs": [recording.program], "entry_point": recording.entry_point, "suite": recording.suite,
            "format": recording.test_format, "check": recording.calls_check, "most": recording.most, "seed": 0,
            "load_s": self.timeout_s / 2,
        }  # fmt: skip
        found = []
        for row in self._submit(recording.program, request).result():
            if isinstance(row, list) and len(row) == 4 and row[0] == "call":
                call = _call(row[1], row[2])
                if call is not None:
                    result = NO_ANSWER if row[3] is None else Answer.from_row("value", row[3], [])
                    found.append((call, result))
        return found

    def print_all(
        self, programs: Sequence[str], inputs: Sequence[str], *, hash_seed: int = 0
    ) -> list[list[str | None]]:
        """Return what each program prints on each standard input; None where it fails or breaks a limit.

        Raises:
            SandboxUnavailable: If a program could not be run, for a reason of ours.
        """
        bodies = [text.encode("utf-8", "surrogatepass") for text in inputs]
        waiting = []
        for program in programs:
            done: Future[list[str | None]] = Future()
            parts = [program.encode("utf-8", "surrogatepass"), *bodies]
            self._put(program, parts, hash_seed, functools.partial(_deliver_printed, done, len(bodies)), _PRINT_S)
            waiting.append(done)
        return [done.result() for done in waiting]

    def close(self) -> None:
        """End the workers; safe to call twice."""
        for lane in self._lanes:
            lane.stop()
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> "Runner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(
        self, program: str, request: dict[str, Any], inputs: str = "[]", hash_seed: int = 0
    ) -> "Future[list[Any]]":
        done: Future[list[Any]] = Future()
        bodies = [_driver(), f'{json.dumps(request)[:-1]}, "inputs": {inputs}}}'.encode()]
        self._put(program, bodies, hash_seed, functools.partial(_deliver, done), self.timeout_s)
        return done

    def _put(
        self, program: str, bodies: list[bytes], hash_seed: int, deliver: Callable[[Outcome], None], timeout_s: float
    ) -> None:
        self._jobs.put(
            Job(
                kind=choose_kind(_STDIO, program, self.profile, hash_seed),
                mode=wire.STDIO,
                flags=0,
                timeout_s=timeout_s,
                memory_mb=self.memory_mb,
                bodies=bodies,
                suite=None,
                wanted=lambda: True,
                deliver=deliver,
            )
        )


def _request(probe: Probe, programs: Sequence[str]) -> dict[str, Any]:
    order = list(range(len(probe.calls)))
    return {
        "programs": list(programs), "entry_point": probe.entry_point, "suite": None, "view": probe.view,
        "order": order[::-1] if probe.backwards else order,
        "seed": probe.seed, "call_s": probe.call_s, "load_s": 2.0, "patience": probe.patience,
    }  # fmt: skip


def _deliver(done: "Future[list[Any]]", outcome: Outcome) -> None:
    if outcome.error is not None:
        done.set_exception(outcome.error)
    elif outcome.unscored:
        done.set_exception(SandboxUnavailable(f"sandbox: {outcome.unscored}"))
    else:
        done.set_result(_rows(outcome.runs[0].output) if outcome.runs else [])


def _deliver_printed(done: "Future[list[str | None]]", count: int, outcome: Outcome) -> None:
    if outcome.error is not None:
        done.set_exception(outcome.error)
        return
    runs = list(outcome.runs or [])
    fine = [run.output.decode("utf-8", "replace") if run.ended == "exit" and run.exit == 0 else None for run in runs]
    done.set_result([*fine, *[None] * (count - len(fine))])


def _rows(output: bytes) -> list[Any]:
    """Return the whole lines that are JSON; the last one may be cut."""
    rows = []
    for line in output.split(b"\n")[:-1]:
        try:
            rows.append(parse_value(line.decode(), "answer"))
        except ValueError:
            continue
    return rows


def _answers(rows: list[Any], place: int, count: int) -> list[Answer]:
    answers = [NO_ANSWER] * count
    for row in rows:
        if isinstance(row, list) and len(row) == 5 and row[0] == place and type(row[1]) is int and 0 <= row[1] < count:
            answers[row[1]] = Answer.from_row(*row[2:])
    return answers


def _call(args: Any, kwargs: Any) -> Call | None:
    try:
        return Call(args=tuple(decode(args)), kwargs=decode(kwargs))
    except (NotPlain, ValueError, TypeError):
        return None


@functools.cache
def _driver() -> bytes:
    """Return the program that runs in the sandbox: the codec, the driver, and the call that starts it."""
    folder = Path(__file__).parent
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("codec.py", "driver.py")]
    lines = [
        line for text in texts for line in text.split("\n") if not line.startswith(("from __future__", "from kodenv"))
    ]
    return ("from __future__ import annotations\n" + "\n".join(lines) + "\nmain()\n").encode()
