"""The module that a suite gets for ``import pytest``; ``__all__`` lists the names of pytest that there are."""

from kodenv.sandbox.small_pytest.approximation import approx
from kodenv.sandbox.small_pytest.capture import CaptureFixture
from kodenv.sandbox.small_pytest.fixtures import FixtureRequest, fixture
from kodenv.sandbox.small_pytest.marks import mark
from kodenv.sandbox.small_pytest.monkeypatch import MonkeyPatch
from kodenv.sandbox.small_pytest.outcomes import fail, importorskip, skip, xfail
from kodenv.sandbox.small_pytest.parameters import param
from kodenv.sandbox.small_pytest.raising import ExceptionInfo, RaisesExc, raises
from kodenv.sandbox.small_pytest.warning_checks import WarningsRecorder, deprecated_call, warns

__version__ = "9.2.0"

__all__ = [
    "CaptureFixture",
    "ExceptionInfo",
    "FixtureRequest",
    "MonkeyPatch",
    "RaisesExc",
    "WarningsRecorder",
    "__version__",
    "approx",
    "deprecated_call",
    "fail",
    "fixture",
    "importorskip",
    "mark",
    "param",
    "raises",
    "skip",
    "warns",
    "xfail",
]
