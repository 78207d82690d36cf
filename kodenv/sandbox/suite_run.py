"""A suite, from the descriptor that brings it to one report per case, in the program's process or one of its own."""

from __future__ import annotations

import marshal
import os
import types
from collections.abc import Callable
from typing import Any

from kodenv.sandbox import cases, variation
from kodenv.sandbox.cases.counting import Checks
from kodenv.sandbox.cases.messages import PASSED, nobody_asks
from kodenv.sandbox.reports import Reporter

_FAILING = ("FAILED", "ERROR", "MEMORY")


class _EnoughError(BaseException):
    """So many cases failed that the others are not asked."""


class _Runners:
    """The runner of suites that need the real pytest, loaded only in workers made for them."""

    real_pytest: Any = None


def load_real_pytest() -> None:
    """Import pytest and the runner on it, before the private root hides our own package."""
    from kodenv.sandbox import real_pytest

    _Runners.real_pytest = real_pytest


def read_suite(descriptor: int) -> Any:
    """Return the suite that the judge sent, and close its descriptor."""
    parts = []
    while part := os.read(descriptor, 1 << 16):
        parts.append(part)
    os.close(descriptor)
    return marshal.loads(b"".join(parts))


def run_suite(
    suite: dict[str, Any],
    module: types.ModuleType,
    report: Callable[[str, str, str], None],
    folder: str,
    started: Callable[[str], None],
    *,
    apart: bool,
    order: variation.Order,
) -> None:
    """Run a suite against a loaded program, which is in another process if ``apart``.

    ``order`` is how the cases of a pytest suite are arranged (:mod:`kodenv.sandbox.variation`). A suite may bring its
    own: ``first``, the ids of the cases that come first; and ``stop``, after how many failures it ends.

    A case that passed is reported with the number of checks that it reached as its message.

    Raises:
        SuiteError: If the suite cannot be loaded; no case ran.
    """
    source, code = suite["source"], suite["code"]
    checks = Checks()
    left = suite.get("stop") or -1

    def say(case_id: str, status: str, message: str) -> None:
        nonlocal left
        said = checks.take()
        report(case_id, status, said if status == PASSED else message)
        if status in _FAILING:
            left -= 1
            if left == 0:
                raise _EnoughError

    if suite["runner"] == "script":
        steps = code or cases.compile_assert(source, suite["entry_point"])
        cases.run_assert(cases.arranged(steps, suite.get("first")), source, module, say, started, checks)
    elif suite["runner"] == "pytest":
        _Runners.real_pytest.run_real_pytest(source, module, report, folder, started, on_disk=not apart, order=order)
    else:
        order = suite.get("first") or order
        cases.run_pytest(code or cases.compile_pytest(source), source, module, say, folder, started, checks, order)


def finish(
    suite: dict[str, Any],
    module: types.ModuleType,
    reporter: Reporter,
    folder: str,
    started: Callable[[str], None] = nobody_asks,
    *,
    apart: bool = False,
    order: int = 0,
) -> None:
    """Run a suite and say that it came to its end, or why it could not start."""
    try:
        run_suite(suite, module, reporter.add, folder, started, apart=apart, order=order)
        reporter.add("", "END", "")
    except cases.SuiteError as error:
        reporter.add("", "SUITE", str(error))
    except _EnoughError:
        reporter.add("", "STOPPED", "")
