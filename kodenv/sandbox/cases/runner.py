"""Runs collected cases in order and says what each did."""

from __future__ import annotations

from kodenv.sandbox.cases.calling import call_test, refuse_awaitable
from kodenv.sandbox.cases.conditions import Excuse, excuse_of, skip_if_marked
from kodenv.sandbox.cases.fixture_values import FixtureValues
from kodenv.sandbox.cases.items import Item
from kodenv.sandbox.cases.messages import (
    ERROR,
    FAILED,
    MEMORY,
    PASSED,
    SKIPPED,
    XFAILED,
    XPASSED,
    Outcome,
    Report,
    Started,
    cut,
    cut_before,
    describe,
    status_of,
    text_of,
)
from kodenv.sandbox.cases.unittest_cases import is_unittest_skip, run_unittest
from kodenv.sandbox.small_pytest.outcomes import Failed, Skipped, XFailed


class Runner:
    """Runs the cases of one suite."""

    def __init__(self, source: str, scratch_dir: str) -> None:
        """Take the suite's text, for messages, and the folder for ``tmp_path``."""
        self.source = source
        self.fixtures = FixtureValues(scratch_dir)

    def run(self, items: list[Item], report: Report, started: Started) -> None:
        """Run every item, say its id as it starts and report it as it ends."""
        for index, item in enumerate(items):
            started(item.id)
            following = items[index + 1] if index + 1 < len(items) else None
            report(item.id, *self._run(item, following))

    def _run(self, item: Item, following: Item | None) -> Outcome:
        outcome = self._run_simple(item) if item.is_simple else self._run_full(item)
        late = self.fixtures.tear_down(item, following)
        if late is not None and outcome[0] not in (FAILED, ERROR, MEMORY):
            kind = self._outcome(late, "teardown", excuse_of(item))
            if kind[0] in (ERROR, MEMORY):
                return kind
        return outcome

    def _run_simple(self, item: Item) -> Outcome:
        try:
            function = item.function if item.cls is None else getattr(item.cls(), item.name)
            result = function()
            if result is not None:
                refuse_awaitable(result)
        except BaseException as error:
            return self._outcome(error, "call", None)
        return PASSED, ""

    def _run_full(self, item: Item) -> Outcome:
        excuse = None
        phase = "setup"
        try:
            skip_if_marked(item)
            excuse = excuse_of(item)
            if excuse is not None and not excuse.run:
                raise XFailed("[NOTRUN] " + excuse.reason)
            if item.cls is not None:
                item.instance = item.cls(item.name) if item.holder.is_unit else item.cls()
            arguments = self.fixtures.set_up(item)
            phase = "call"
            if item.holder.is_unit:
                run_unittest(item)
            else:
                function = item.function if item.instance is None else getattr(item.instance, item.name.split("[")[0])
                call_test(item, function, arguments)
        except BaseException as error:
            return self._outcome(error, phase, excuse)
        if excuse is None:
            return PASSED, ""
        if excuse.strict:
            return FAILED, cut("[XPASS(strict)] " + excuse.reason)
        return XPASSED, cut(excuse.reason)

    def _outcome(self, error: BaseException, phase: str, excuse: Excuse | None) -> Outcome:
        kind = type(error)
        if issubclass(kind, XFailed):
            return XFAILED, cut(text_of(error))
        if issubclass(kind, Skipped) or is_unittest_skip(kind):
            return SKIPPED, cut(text_of(error))
        if excuse is not None and excuse.covers(error):
            return XFAILED, cut(excuse.reason)
        message = describe(error, self.source)
        if phase == "call":
            return status_of(error, (AssertionError, Failed)), message
        return status_of(error), cut_before(message, f" (in {phase})")
