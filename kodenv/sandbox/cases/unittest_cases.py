"""Cases of ``unittest.TestCase``."""

from __future__ import annotations

import sys
from typing import Any

from kodenv.sandbox.cases.hooks import add_hook
from kodenv.sandbox.cases.items import Holder, Item
from kodenv.sandbox.small_pytest.outcomes import Failed, Skipped, XFailed


class _UnitResult:
    """A ``unittest`` result that keeps what was raised, in order."""

    failfast = False
    shouldStop = False

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.subtest_errors: list[BaseException] = []

    def startTest(self, test: Any) -> None:
        """Ignore the start."""

    def stopTest(self, test: Any) -> None:
        """Ignore the end."""

    def addSuccess(self, test: Any) -> None:
        """Ignore a success: a test without errors passed."""

    def addDuration(self, test: Any, elapsed: float) -> None:
        """Ignore the duration."""

    def addError(self, test: Any, info: Any) -> None:
        """Keep what was raised."""
        self.errors.append(info[1])

    addFailure = addError

    def addSubTest(self, test: Any, subtest: Any, info: Any) -> None:
        """Keep what a subtest raised; a skipped one does not count."""
        if info is not None:
            self.subtest_errors.append(info[1])

    def addSkip(self, test: Any, reason: str) -> None:
        """Keep a skip of the whole test; one of a subtest counts unless the suite itself says so."""
        if not hasattr(test, "test_case") or not _says_so():
            self.errors.append(Skipped(str(reason)))

    def addExpectedFailure(self, test: Any, info: Any) -> None:
        """Keep a failure that was expected."""
        self.errors.append(XFailed(""))

    def addUnexpectedSuccess(self, test: Any) -> None:
        """Keep a success that was not expected: unittest calls that a failure."""
        self.errors.append(Failed("Unexpected success"))


def run_unittest(item: Item) -> None:
    """Run a ``TestCase``'s test and raise the first of what it raised."""
    result = _UnitResult()
    sys.modules["unittest.case"]._ShouldStop = ()  # type: ignore[attr-defined] # would end a test without a word
    item.instance(result)
    errors = result.subtest_errors + result.errors
    if errors:
        raise errors[0]


def _says_so() -> bool:
    """Return whether the skip that is being handled was raised by ``skipTest`` of the test itself."""
    trace, error = None, sys.exc_info()[1]
    if error is not None:
        trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_name == "skipTest"


def is_unittest_case(cls: type) -> bool:
    """Return whether a class is a ``TestCase``; none can be where ``unittest`` was never imported."""
    unittest_case = sys.modules.get("unittest.case")
    return unittest_case is not None and issubclass(cls, unittest_case.TestCase)


def is_unittest_skip(kind: type) -> bool:
    """Return whether an exception's class is what ``unittest`` skips with."""
    unittest_case = sys.modules.get("unittest.case")
    return unittest_case is not None and issubclass(kind, unittest_case.SkipTest)


def test_names(cls: Any) -> list[str]:
    """Return the names of a ``TestCase``'s test methods in their order."""
    names = sorted(name for name in dir(cls) if name.startswith("test") and callable(getattr(cls, name)))
    return names or (["runTest"] if getattr(cls, "runTest", None) is not None else [])


def add_unittest_hooks(holder: Holder) -> None:
    """Register what a ``TestCase`` sets up and tears down once for all its tests."""
    cls = holder.cls

    def around(request: Any) -> Any:
        if getattr(cls, "__unittest_skip__", False):
            raise Skipped(getattr(cls, "__unittest_skip_why__", ""))
        try:
            cls.setUpClass()
        except Exception:
            _clean_up_class(cls)
            raise
        yield
        try:
            cls.tearDownClass()
        finally:
            _clean_up_class(cls)

    add_hook(holder, "class", around)


def _clean_up_class(cls: Any) -> None:
    cls.doClassCleanups()
    errors = getattr(cls, "tearDown_exceptions", None)
    if errors:
        raise errors[0][1]
