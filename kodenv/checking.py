"""Checker programs: a program's outputs, judged by a program of the triplet's, in a process of its own afterwards.

A checker is called as the checkers of contests are (testlib): with the files of the input, the output and the answer.
Exit status 0 says that the output is right, 3 that the checker itself failed, any other that the output is wrong. A
checker that crashes, does not end or fails says nothing about the program: the verdict is UNSCORED.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.cpp.builds import Builds
from kodenv.cpp.sources import checker_unit
from kodenv.cpp.steps import Steps, outcome_of
from kodenv.lanes import Job
from kodenv.sandbox import limits, wire
from kodenv.sandbox.worker import Kind
from kodenv.stdio_evidence import Opinion, failure_of

_CHECKER_FAILED = 3
_BATCH_BYTES = 16 << 20
_MESSAGE_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """What a checker said.

    Attributes:
        of: By the index of the case; the cases whose run did not end well have none.
        unscored: Why it could not say, which is not the program's doing.
    """

    of: Mapping[int, Opinion]
    unscored: str = ""


def check_outputs(
    put: Callable[[Job], None],
    builds: Callable[[], "Builds | str"],
    checker: Mapping[str, Any],
    runs: Sequence[wire.Run],
    pairs: Sequence[tuple[str, str]],
    timeout_s: float,
) -> Steps[Opinions]:
    """Ask a checker about the outputs of the runs that ended well.

    Args:
        put: What queues a job.
        builds: Returns what compiles a checker, or why there is no compiler; asked only for one in C++.
        checker: The triplet's.
        runs: The runs of the program.
        pairs: Inputs and answers.
        timeout_s: The program's limit, per input.
    """
    files: tuple[bytes, ...] = ()
    kind, text = Kind(), checker["source"].encode("utf-8", "surrogatepass")
    if checker["language"] == "cpp":
        compiler = builds()
        if isinstance(compiler, str):
            return Opinions(of={}, unscored=compiler)
        own = compiler.toolchain.include
        build = yield compiler.of(checker_unit(checker["source"], own.files if own else ()))
        if build.error is not None:
            raise build.error
        if not build.binary:
            return Opinions(of={}, unscored=f"the checker {build.unscored or build.message}")
        kind, files, text = compiler.kind, (build.binary,), b""
    found: dict[int, Opinion] = {}
    for batch in _batches(runs, pairs, timeout_s):
        bodies = [text, *(body for index in batch for body in _files_of(runs[index], pairs[index]))]
        outcome = yield outcome_of(
            put,
            lambda deliver, bodies=bodies: Job(  # type: ignore[misc]
                kind=kind, mode=wire.CHECK, flags=0, timeout_s=limits.CHECKER_S, memory_mb=limits.CHECKER_MEMORY_MB,
                bodies=bodies, suite=None, files=files, wanted=lambda: True, deliver=deliver,
            ),
        )  # fmt: skip
        if outcome.error is not None:
            raise outcome.error
        if outcome.runs is None:
            return Opinions(of={}, unscored=f"the checker could not be run: {outcome.unscored or 'over its memory'}")
        for index, run in zip(batch, outcome.runs, strict=True):
            opinion = _opinion_of(run)
            if isinstance(opinion, str):
                return Opinions(of={}, unscored=f"the checker gave no answer on case_{index + 1}: {opinion}")
            found[index] = opinion
    return Opinions(of=found)


def _batches(runs: Sequence[wire.Run], pairs: Sequence[tuple[str, str]], timeout_s: float) -> list[list[int]]:
    """Return the indices of the runs that ended well, in groups of a bounded size."""
    batches: list[list[int]] = []
    size = _BATCH_BYTES
    for index, (run, pair) in enumerate(zip(runs, pairs, strict=False)):
        if failure_of(run, timeout_s) is not None:
            continue
        own = len(run.output) + len(pair[0]) + len(pair[1])
        if size + own > _BATCH_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(index)
        size += own
    return batches


def _files_of(run: wire.Run, pair: tuple[str, str]) -> tuple[bytes, bytes, bytes]:
    given, answer = (text.encode("utf-8", "surrogatepass") for text in pair)
    return given, run.output, answer


def _opinion_of(run: wire.Run) -> "Opinion | str":
    """Return what a run of a checker says, or why it says nothing."""
    if run.ended != "exit" or run.signal is not None:
        return f"it was ended ({run.ended if run.ended != 'exit' else f'signal {run.signal}'})"
    code = run.exit
    try:
        end = json.loads(run.results)
        if end.get("load") or end.get("error"):
            return str(end.get("load") or end["error"])[:_MESSAGE_CHARS]
        code = end["exit"]
    except (ValueError, KeyError, AttributeError):
        pass  # a compiled checker, or one that ended its process itself, says it by its exit status alone
    if code == _CHECKER_FAILED:
        return "it says that it failed itself"
    said = run.output.decode("utf-8", "replace").strip()[:_MESSAGE_CHARS]
    return Opinion(right=code == 0, message=f"the checker refused the output{f': {said}' if said else ''}")
