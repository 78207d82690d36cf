"""What a case did: its status, and one line about it."""

from __future__ import annotations

import functools
from collections.abc import Callable

from kodenv.sandbox.limits import MESSAGE_CHARS

SUITE_FILE = "test_solution.py"

PASSED, FAILED, ERROR, MEMORY = "PASSED", "FAILED", "ERROR", "MEMORY"
SKIPPED, XFAILED, XPASSED = "SKIPPED", "XFAILED", "XPASSED"

Report = Callable[[str, str, str], None]
Started = Callable[[str], None]
Outcome = tuple[str, str]


def nobody_asks(case_id: str) -> None:
    """Take the id of a case that starts, where nobody wants to know."""


_TYPE_NAME = type.__dict__["__name__"].__get__
_TRACEBACK = BaseException.__dict__["__traceback__"].__get__


def describe(error: BaseException, source: str, filename: str = SUITE_FILE) -> str:
    """Return the suite's line and what was raised there, in at most 500 characters.

    The exception may be of a hostile class: its ``__str__`` may raise or return a huge text.
    """
    kind = _TYPE_NAME(type(error))
    line = _suite_line(error, filename)
    if issubclass(type(error), MemoryError):
        return f"line {line}: MemoryError" if line else "MemoryError"
    text = text_of(error)
    if line and kind == "AssertionError":
        line, statement = _assert_statement(source, line)
        if statement:
            return f"line {line}: {statement}"[:MESSAGE_CHARS]
    where = f"line {line}: " if line else ""
    return f"{where}{kind}: {text}"[:MESSAGE_CHARS].rstrip(": \n")


def status_of(error: BaseException, refusals: tuple[type, ...] = ()) -> str:
    """Return FAILED for what a failed check raises (``refusals``), MEMORY, or ERROR for anything else."""
    if issubclass(type(error), MemoryError):
        return MEMORY
    return FAILED if issubclass(type(error), refusals) else ERROR


@functools.lru_cache(maxsize=1)  # planted cases fail, so a suite's lines are looked at again and again
def _lines_of(source: str) -> list[str]:
    return source.split("\n")


def _assert_statement(source: str, line: int) -> tuple[int, str]:
    """Return where the assert that a line belongs to begins, and that line; (line, "") if there is none near."""
    lines = _lines_of(source)[max(line - 12, 0) : line]
    for back, text in enumerate(reversed(lines)):
        statement = text.strip()
        if statement.startswith("assert ") or statement.startswith("assert("):
            return line - back, statement
        if statement.startswith("def ") and back == 0 and "assert " in statement:
            return line, statement
        if statement.endswith(":") or statement.startswith(("raise ", "self.")):
            break
    return line, ""


def _suite_line(error: BaseException, filename: str) -> int:
    """Return the number of the deepest line of the suite that the exception passed, or 0."""
    line, trace = 0, _TRACEBACK(error)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    if not line and issubclass(type(error), SyntaxError) and error.filename == filename:  # type: ignore[attr-defined]
        line = error.lineno or 0  # type: ignore[attr-defined]
    return line


def text_of(error: BaseException) -> str:
    """Return what an exception says, on one line; its class may be hostile."""
    try:
        return " ".join(str(str(error))[:MESSAGE_CHARS].split())
    except BaseException:
        return "(its __str__ raises)"


def cut(text: str) -> str:
    """Return a text cut to the length of a message."""
    return text[:MESSAGE_CHARS]


def cut_before(text: str, end: str) -> str:
    """Return a text with an ending, together no longer than a message."""
    return text[: MESSAGE_CHARS - len(end)] + end
