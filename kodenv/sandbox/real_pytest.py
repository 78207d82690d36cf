"""The real pytest, in the process of the program, for suites that the small runner does not cover.

Covers: everything pytest 8.2 and later does without plugins, and ``@pytest.mark.asyncio``.
Does not cover: configuration files, ``conftest.py`` and plugins: a verdict must not depend on the machine.
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
from collections.abc import Generator
from types import ModuleType
from typing import Any

import pytest
from _pytest.assertion.rewrite import rewrite_asserts

from kodenv.sandbox import variation
from kodenv.sandbox.cases import messages, pytest_suites
from kodenv.sandbox.cases.calling import is_coroutine

_OFF = [
    "cacheprovider",
    "terminal",
    "faulthandler",
    "doctest",
    "junitxml",
    "pastebin",
    "unraisableexception",
    "threadexception",
]


def run_real_pytest(
    source: str,
    solution_module: ModuleType,
    report: messages.Report,
    scratch_dir: str,
    started: messages.Started = messages.nobody_asks,
    *,
    on_disk: bool = True,
    order: int = 0,
) -> None:
    """Run a pytest suite against a loaded program, as :func:`kodenv.sandbox.cases.run_pytest` does.

    Args:
        source: The suite's text.
        solution_module: The program; it already is ``sys.modules["solution"]``.
        report: Called with (case id, status, message) as each case ends.
        scratch_dir: A folder of the program's own, where the suite is written.
        on_disk: False where the program must not find the suite: the file is empty then.
        started: Called with its id as each case starts.
        order: How the cases are arranged; 0: as they are written.

    Raises:
        SuiteError: If the suite cannot be loaded; no case ran.
    """
    path = os.path.join(os.path.realpath(scratch_dir), messages.SUITE_FILE)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(source if on_disk else "")
    linecache.cache[path] = len(source), None, source.splitlines(True), path
    plugin = _Plugin(source, path, solution_module, report, started, on_disk, order)
    stdin, write_bytecode = sys.stdin, sys.dont_write_bytecode
    sys.stdin = pytest_suites.NoInput()
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        pytest.main(_arguments(path), plugins=[plugin])
    finally:
        sys.stdin, sys.dont_write_bytecode = stdin, write_bytecode
        sys.modules.pop(pytest_suites.SUITE_NAME, None)
    if plugin.broken:
        raise pytest_suites.SuiteError(plugin.broken)


def _arguments(path: str) -> list[str]:
    folder = os.path.dirname(path)
    options = ["-s", "--noconftest", "-c", os.devnull, "--rootdir", folder]
    options += ["--basetemp", os.path.join(folder, "pytest-tmp")]
    for name in _OFF:
        options += ["-p", f"no:{name}"]
    return [*options, path]


class _Interrupted(BaseException):
    """Stands for what would end the whole run, so that the other cases still run."""


class _Loader:
    """Gives the suite's module the program's public names before the suite's code runs in it."""

    def __init__(self, inner: Any, plugin: _Plugin) -> None:
        self.inner = inner
        self.plugin = plugin

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def create_module(self, spec: Any) -> Any:
        """Create the module as the real loader does."""
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Star-import the program, then run the suite."""
        plugin = self.plugin
        pytest_suites.star_import(plugin.solution_module, module.__dict__)
        if plugin.on_disk:
            self.inner.exec_module(module)
            return
        tree = ast.parse(plugin.source, plugin.path)
        rewrite_asserts(tree, plugin.source.encode(), plugin.path, plugin.config)
        exec(compile(tree, plugin.path, "exec", dont_inherit=True), module.__dict__)


class _Plugin:
    """Finds the suite, runs coroutines, and reports one status per case."""

    def __init__(
        self,
        source: str,
        path: str,
        solution_module: ModuleType,
        report: messages.Report,
        started: messages.Started,
        on_disk: bool,
        order: int,
    ) -> None:
        self.source = source
        self.path = path
        self.solution_module = solution_module
        self.report = report
        self.started = started
        self.on_disk = on_disk
        self.order = order
        self.config: Any = None
        self.own = pytest_suites.values_by_id(solution_module)
        self.broken = ""
        self.outcome: messages.Outcome | None = None

    # -- loading

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find the suite with the other finders, and wrap its loader."""
        if name != pytest_suites.SUITE_NAME:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _Loader(spec.loader, self)  # type: ignore[assignment]
                return spec
        return None

    def pytest_configure(self, config: Any) -> None:
        """Register the mark that we run, and take plugin settings out of the environment."""
        self.config = config
        config.addinivalue_line("markers", "asyncio: run a coroutine")
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)

    def pytest_sessionstart(self) -> None:
        """Stand before pytest's own import hook."""
        sys.meta_path.insert(0, self)

    def pytest_sessionfinish(self) -> None:
        """Step out of the way."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, collector: Any, name: str, obj: object) -> Any:
        """Leave out what came from the program: its functions are no cases."""
        return [] if isinstance(collector, pytest.Module) and id(obj) in self.own else None

    def pytest_collectreport(self, report: Any) -> None:
        """Remember why the suite could not be loaded."""
        if report.failed or (report.skipped and not self.broken):
            self.broken = getattr(report, "kodenv_reason", "") or "the suite could not be collected"

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Generator[None, Any, Any]:
        """Keep the exception that stopped the collection, as one line."""
        report = yield
        if not report.passed and hasattr(report, "call") and report.call.excinfo is not None:
            error = report.call.excinfo.value
            while isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
                error = error.__cause__
            report.kodenv_reason = messages.describe(error, self.source, self.path)
        return report

    def pytest_internalerror(self, excrepr: object) -> None:
        """Say that pytest itself broke."""
        self.broken = messages.cut(f"pytest: {str(excrepr).strip().splitlines()[-1]}")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Put the cases into the order that is wanted."""
        items[:] = variation.arranged(items, [item.nodeid.split("::", 1)[1] for item in items], self.order)

    # -- running

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: Any) -> object:
        """Run a coroutine that is marked so, in an event loop of its own."""
        function = pyfuncitem.obj
        if not is_coroutine(function) or pyfuncitem.get_closest_marker("asyncio") is None:
            return None
        import asyncio

        names = pyfuncitem._fixtureinfo.argnames
        asyncio.run(function(**{name: pyfuncitem.funcargs[name] for name in names}))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, Any, Any]:
        """Contain what would end the run."""
        return (yield from _contained())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Contain what would end the run."""
        return (yield from _contained())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """Contain what would end the run."""
        return (yield from _contained())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Generator[None, Any, Any]:
        """Put our status and message on pytest's report."""
        report = yield
        report.kodenv = self._outcome(report, call)
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Merge the phases (and subtests) of a case: the first failure counts, else the first outcome."""
        new = report.kodenv
        if new is None or (hasattr(report, "context") and new[0] in (messages.PASSED, messages.SKIPPED)):
            return
        old = self.outcome
        bad = (messages.FAILED, messages.ERROR, messages.MEMORY)
        if old is None or (old[0] not in bad and new[0] in bad):
            self.outcome = tuple(new)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which case starts."""
        self.started(nodeid.split("::", 1)[1])

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Report the case."""
        outcome, self.outcome = self.outcome, None
        if outcome is not None:
            self.report(nodeid.split("::", 1)[1], *outcome)

    def _outcome(self, report: Any, call: Any) -> messages.Outcome | None:
        error = call.excinfo.value if call.excinfo is not None else None
        if hasattr(report, "wasxfail"):
            return messages.XFAILED if report.skipped else messages.XPASSED, messages.cut(report.wasxfail)
        if report.skipped:
            return messages.SKIPPED, messages.cut(str(error))
        if report.passed:
            return (messages.PASSED, "") if report.when == "call" else None
        if error is None:
            return messages.FAILED, messages.cut(str(report.longrepr))
        if isinstance(error, _Interrupted) and error.__cause__ is not None:
            error = error.__cause__
        message = messages.describe(error, self.source, self.path)
        if report.when != "call":
            return messages.status_of(error), messages.cut_before(message, f" (in {report.when})")
        return messages.status_of(error, (AssertionError, pytest.fail.Exception)), message


def _contained() -> Generator[None, Any, Any]:
    try:
        return (yield)
    except (KeyboardInterrupt, pytest.exit.Exception) as error:
        raise _Interrupted from error
