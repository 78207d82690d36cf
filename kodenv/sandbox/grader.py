"""What runs in the suite's child of a ``split`` verdict: the tests, with proxies in place of the program.

Covers: the program is in another process; nothing of it runs here, and what it answers is read as closed data.
Does not cover: the scratch folder, which both share because tests hand files over.
"""

from __future__ import annotations

import _socket
import os
import socket
import sys
import threading
from typing import Any, NoReturn

from kodenv.sandbox import calls
from kodenv.sandbox.cases.messages import SUITE_FILE
from kodenv.sandbox.reports import Reporter
from kodenv.sandbox.settling import Settings, settle
from kodenv.sandbox.suite_run import finish, read_suite

# What a suite that changes the interpreter's modules, its environment or its random numbers has somewhere in its text.
_CHANGES = ("patch", "mock", "seed", "state", "environ", "env", "chdir", "setattr")
# What a suite that runs texts or reads pickles has somewhere in its text.
_RUNS = ("eval", "exec", "compile", "pickle", "import_module", "__import__", "runpy", "shelve", "sys.path", "spec_from")
_GONE = {"ended": "GONE", "rubbish": "RUBBISH", "output": "OUTPUT"}
PROGRAM_GONE = 3  # the exit status that says: the other end of the channel was closed


def run(
    settings: Settings, calls_end: _socket.socket, control: _socket.socket, suite_file: int, *, die_with_parent: bool
) -> NoReturn:
    """Run a suite against the program at the other end of ``calls_end``, and end; never returns."""
    code = 0
    try:
        kept = sorted((calls_end.fileno(), control.fileno(), suite_file))
        settle(settings, -1, -1, tuple(kept), die_with_parent=die_with_parent)
        code = _grade(socket.socket(fileno=calls_end.detach()), control, suite_file, settings.folder)
    finally:
        os._exit(code)


class _Hearsay(Reporter):
    """Reports for as long as the program is there: a case that swallowed its end says nothing about it."""

    __slots__ = ("rules",)

    def __init__(self, control: _socket.socket, rules: calls.Rules) -> None:
        """Report to a socket while the channel of these rules holds."""
        super().__init__(control, b"")
        self.rules = rules

    def add(self, case_id: str, status: str, message: str) -> None:
        """Report a case, unless the program is gone."""
        if self.rules.gone is None:
            super().add(case_id, status, message)


def _grade(channel: socket.socket, control: _socket.socket, suite_file: int, folder: str) -> int:
    """Run the suite and report; return the exit status."""
    suite = read_suite(suite_file)
    rules = _rules(suite["permissions"])
    reporter, last_word = _Hearsay(control, rules), Reporter(control, b"")
    try:
        solution = calls.connect(channel, rules, mirrored=any(word in suite["source"] for word in _CHANGES))
        if isinstance(solution, calls.LoadFailure):
            reporter.add("", "MEMORY" if solution.is_memory else "LOAD", solution.message)
            return 0
        reporter.add("", "LOADED", "")
        if "hread" in suite["source"]:
            _watch_threads(rules)
        sys.modules["solution"] = solution
        if any(word in suite["source"] for word in _RUNS):
            calls.watch(rules, SUITE_FILE, folder)
        finish(suite, solution, reporter, folder, lambda case_id: setattr(rules, "case", case_id), apart=True)
        _note(rules, reporter)
    except calls.SolutionGone:
        pass  # it is noted in the rules
    except BaseException as error:
        # the reference came through here, so it is this program that made a difference
        reporter.add("", "BROKEN", f"{type(error).__name__}: {error}")
    if rules.gone is not None:
        last_word.add("", _GONE[rules.gone.kind], str(rules.gone))
        return PROGRAM_GONE
    return 0


def _watch_threads(rules: calls.Rules) -> None:
    """Note in which cases a thread of the tests' ends by an exception, of which they may not hear."""
    tell = threading.excepthook

    def note(ended: Any) -> None:
        rules.lost.add(rules.case)
        tell(ended)

    threading.excepthook = note


def _rules(permissions: dict[str, Any] | None) -> calls.Rules:
    if permissions is None:
        return calls.Rules()
    return calls.Rules(
        own_equality=frozenset(permissions["own_equality"]),
        own_objects=frozenset(permissions["own_objects"]),
        own_classes=frozenset(permissions["own_classes"]),
        changes=frozenset(permissions["changes"]),
        keeps=permissions["keeps"],
        texts=frozenset(permissions["texts"]),
        contents=frozenset(permissions["contents"]),
        same=frozenset(permissions["same"]),
        asked=frozenset(permissions["asked"]),
        places=frozenset(permissions["places"]),
        origins=permissions["origins"],
        stops=frozenset(permissions["stops"]),
    )


def _note(rules: calls.Rules, reporter: Reporter) -> None:
    """Report what the program's objects were asked."""
    if rules.has_changed:
        reporter.add("", "CHANGED", "")
    noted = {
        "EQUALITY": rules.used, "OBJECT": rules.used_objects, "CLASS": rules.used_classes, "ASKED": rules.used_names,
        "CHANGE": rules.used_changes, "PLACE": rules.used_places, "STOP": rules.used_stops, "TEXT": rules.used_texts,
        "EMPTY": rules.empties, "CONTENT": rules.used_contents, "SAME": rules.used_same, "LOST": rules.lost,
    }  # fmt: skip
    for word, ids in noted.items():
        for case_id in sorted(ids):
            reporter.add("", word, case_id)
    for name, origin in rules.found_origins.items():
        reporter.add("", "ORIGIN", f"{name}={origin}")
