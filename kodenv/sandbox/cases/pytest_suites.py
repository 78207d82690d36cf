"""A pytest suite, from its text to one report per case."""

from __future__ import annotations

import ast
import io
import sys
from types import CodeType, ModuleType
from typing import Any

from kodenv.sandbox import variation
from kodenv.sandbox.cases.collector import Collector
from kodenv.sandbox.cases.counting import Checks, note_checks
from kodenv.sandbox.cases.items import Item
from kodenv.sandbox.cases.messages import SUITE_FILE, Report, Started, describe, nobody_asks
from kodenv.sandbox.cases.runner import Runner
from kodenv.sandbox.small_pytest import interface

SUITE_NAME = "test_solution"


class SuiteError(Exception):
    """The suite itself could not be loaded, so no case ran."""


class NoInput:
    """``sys.stdin`` while a suite runs: reading raises, as under pytest."""

    encoding = "utf-8"

    def _refuse(self, *args: Any) -> Any:
        raise OSError("pytest: reading from stdin while output is captured!  Consider using `-s`.")

    read = readline = readlines = __next__ = _refuse

    def __iter__(self) -> Any:
        return self

    def fileno(self) -> int:
        """Refuse: there is no file."""
        raise io.UnsupportedOperation("redirected stdin is pseudofile, has no fileno()")

    def isatty(self) -> bool:
        """Return False."""
        return False

    def close(self) -> None:
        """Do nothing."""


def compile_pytest(source: str) -> CodeType:
    """Compile a pytest suite. The result can be marshalled."""
    code: CodeType = compile(note_checks(ast.parse(source, SUITE_FILE)), SUITE_FILE, "exec", dont_inherit=True)
    return code


def star_import(solution_module: ModuleType, names: dict[str, Any]) -> None:
    """Put the names into ``names`` that ``from solution import *`` would."""
    own = solution_module.__dict__
    listed = own.get("__all__")
    if listed is None:
        for name, value in list(own.items()):
            if name[:1] != "_":
                names[name] = value
        return
    for name in listed:
        if name in own or name not in names:
            names[name] = getattr(solution_module, name)


def values_by_id(module: ModuleType) -> dict[int, Any]:
    """Return a module's values by their identity; holding them keeps the ids from being used again."""
    return {id(value): value for value in module.__dict__.values()}


def run_pytest(
    code: CodeType,
    source: str,
    solution_module: ModuleType,
    report: Report,
    scratch_dir: str,
    started: Started = nobody_asks,
    checks: Checks | None = None,
    order: variation.Order = 0,
) -> None:
    """Run a pytest suite against a loaded program.

    Args:
        code: The suite as :func:`compile_pytest` compiled it.
        source: The suite's text, for messages.
        solution_module: The program; it already is ``sys.modules["solution"]``.
        report: Called with (case id, status, message) as each case ends.
        scratch_dir: A folder of the program's own, for ``tmp_path``.
        started: Called with its id as each case starts.
        checks: Counts the checks that are reached.
        order: How the cases are arranged; 0: as they are written.

    Raises:
        SuiteError: If the suite cannot be loaded; no case ran.
    """
    own = values_by_id(solution_module)
    module = ModuleType(SUITE_NAME)
    module.__file__ = f"{scratch_dir}/{SUITE_FILE}"
    (checks or Checks()).put_into(module.__dict__)
    modules = sys.modules
    saved = [(name, modules.get(name)) for name in ("pytest", SUITE_NAME)]
    stdin = sys.stdin
    modules["pytest"] = interface
    modules[SUITE_NAME] = module
    sys.stdin = NoInput()
    try:
        items = _load(code, source, module, solution_module, own)
        items = variation.arranged(items, [item.id for item in items], order)
        Runner(source, scratch_dir).run(items, report, started)
    finally:
        sys.stdin = stdin
        for name, old in saved:
            if old is None:
                modules.pop(name, None)
            else:
                modules[name] = old


def _load(code: CodeType, source: str, module: ModuleType, solution: ModuleType, own: dict[int, Any]) -> list[Item]:
    try:
        star_import(solution, module.__dict__)
        exec(code, module.__dict__)
        return Collector(module, own).collect()
    except BaseException as error:
        raise SuiteError(describe(error, source)) from None
