"""The part of pytest's interface that generated suites use, without pytest.

A suite that says ``import pytest`` gets this module when :mod:`kodenv.sandbox.cases` runs it. Outcomes
follow pytest 9.2; a name that is not in :data:`SUPPORTED` sends a suite to the real pytest.

Covers: outcomes, ``raises``, ``warns``, ``approx``, marks, ``param``, ``fixture``, ``MonkeyPatch``, ``capsys``.
Does not cover: plugins, configuration, assertion rewriting, exception groups.

Runs on CPython 3.9 and later and imports almost nothing: it sits in every warm process.
"""

from __future__ import annotations

import sys
import warnings
from types import TracebackType
from typing import Any, NamedTuple

__version__ = "9.2.0"

SUPPORTED = frozenset(
    [
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
)
"""The names of pytest that this module has."""

SUPPORTED_MARKS = frozenset({"parametrize", "skip", "skipif", "xfail", "usefixtures", "asyncio"})
"""The marks that change an outcome and are understood; other names are labels unless listed below."""

UNSUPPORTED_MARKS = frozenset(
    {"filterwarnings", "parameterize", "parametrise", "parameterise", "anyio", "trio", "timeout", "flaky", "repeat"}
)
"""Marks that the real pytest or a plugin of it gives a meaning."""

BUILTIN_FIXTURES = frozenset({"request", "monkeypatch", "capsys", "tmp_path", "recwarn"})
"""The fixtures that the small runner provides itself."""

NOTSET = type("NotSet", (), {"__repr__": lambda self: "<NOTSET>"})()


class OutcomeException(BaseException):
    """Base of what ``skip``, ``fail`` and ``xfail`` raise."""

    def __init__(self, msg: str | None = None, pytrace: bool = True) -> None:
        if msg is not None and not isinstance(msg, str):
            raise TypeError(f"{type(self).__name__} expected string as 'msg' parameter, got {type(msg).__name__!r}")
        super().__init__(msg)
        self.msg = msg
        self.pytrace = pytrace

    def __repr__(self) -> str:
        return self.msg if self.msg is not None else f"<{type(self).__name__} instance>"

    __str__ = __repr__


class Skipped(OutcomeException):
    """Raised by ``pytest.skip``."""

    def __init__(self, msg: str | None = None, pytrace: bool = True, allow_module_level: bool = False) -> None:
        super().__init__(msg, pytrace)
        self.allow_module_level = allow_module_level


class Failed(OutcomeException):
    """Raised by ``pytest.fail`` and by a ``raises`` or ``warns`` block that saw nothing."""


class XFailed(Failed):
    """Raised by ``pytest.xfail``."""


class _Skip:
    Exception = Skipped

    def __call__(self, reason: str = "", allow_module_level: bool = False) -> Any:
        raise Skipped(reason, allow_module_level=allow_module_level)


class _Fail:
    Exception = Failed

    def __call__(self, reason: str = "", pytrace: bool = True) -> Any:
        raise Failed(reason, pytrace)


class _XFail:
    Exception = XFailed

    def __call__(self, reason: str = "") -> Any:
        raise XFailed(reason)


skip = _Skip()
fail = _Fail()
xfail = _XFail()


def importorskip(
    modname: str, minversion: str | None = None, reason: str | None = None, *, exc_type: type[ImportError] | None = None
) -> Any:
    """Import a module, or skip the test (or the suite) if there is none or it is too old."""
    compile(modname, "", "eval")
    kind = exc_type or ModuleNotFoundError
    skipped = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            __import__(modname)
        except kind as error:
            skipped = Skipped(reason or f"could not import {modname!r}: {error}", allow_module_level=True)
    if skipped is not None:
        raise skipped
    module = sys.modules[modname]
    if minversion is not None:
        found = getattr(module, "__version__", None)
        if found is None or _version(found) < _version(minversion):
            text = f"module {modname!r} has __version__ {found!r}, required is: {minversion!r}"
            raise Skipped(text, allow_module_level=True)
    return module


def _version(text: str) -> tuple[int, ...]:
    """Return the release numbers of a version text, without trailing zeros."""
    import re

    match = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in match.group().split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def shorten(text: str, limit: int = 240) -> str:
    """Return a text with its middle cut out where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return text[:half] + "..." + text[len(text) - (limit - 3 - half) :]


def safe_repr(value: object) -> str:
    """Return a short ``repr`` that never raises an ``Exception``."""
    try:
        return shorten(repr(value))
    except Exception as error:
        return f"<[{type(error).__name__} raised in repr()] {type(value).__name__} object>"


# ---- raises ---------------------------------------------------------------------------------------


class ExceptionInfo:
    """What ``pytest.raises`` gives: the exception that was caught."""

    def __init__(self, value: BaseException | None = None) -> None:
        self._value = value

    def __class_getitem__(cls, _item: object) -> type[ExceptionInfo]:
        return cls

    @property
    def value(self) -> BaseException:
        """The exception."""
        assert self._value is not None, ".value can only be used after the context manager exits"
        return self._value

    @property
    def type(self) -> type[BaseException]:
        """Its class."""
        assert self._value is not None, ".type can only be used after the context manager exits"
        return type(self._value)

    @property
    def tb(self) -> TracebackType | None:
        """Its traceback."""
        return self.value.__traceback__

    @property
    def typename(self) -> str:
        """The name of its class."""
        return self.type.__name__

    def exconly(self, tryshort: bool = False) -> str:
        """Return the exception as ``Type: message``."""
        import traceback

        text = "".join(traceback.format_exception_only(self.type, self.value)).rstrip()
        prefix = "AssertionError: "
        return text[len(prefix) :] if tryshort and text.startswith(prefix) else text

    def errisinstance(self, exc: Any) -> bool:
        """Return whether the exception is an instance of ``exc``."""
        return isinstance(self.value, exc)

    def match(self, regexp: Any) -> bool:
        """Assert that the message matches, and return True."""
        import re

        text = exception_text(self.value)
        if not re.search(regexp, text):
            raise AssertionError(
                f"Regex pattern did not match.\n  Expected regex: {regexp!r}\n  Actual message: {text!r}"
            )
        return True

    def __repr__(self) -> str:
        if self._value is None:
            return "<ExceptionInfo for raises contextmanager>"
        length, tb = 0, self.tb
        while tb is not None:
            length, tb = length + 1, tb.tb_next
        return f"<{type(self).__name__} {safe_repr(self._value)} tblen={length}>"


def exception_text(error: BaseException) -> str:
    """Return an exception's message and its notes, one a line."""
    group = getattr(sys.modules["builtins"], "BaseExceptionGroup", ())
    message = error.message if isinstance(error, group) else str(error)
    return "\n".join([message, *getattr(error, "__notes__", [])])


class RaisesExc:
    """The context manager that ``pytest.raises`` returns."""

    def __init__(self, expected: Any = None, /, *, match: Any = None, check: Any = None) -> None:
        self.expected = expected if isinstance(expected, tuple) else () if expected is None else (expected,)
        if not self.expected and match is None and check is None:
            raise ValueError("You must specify at least one parameter to match on.")
        for one in self.expected:
            _require_exception_type(one)
        if isinstance(match, str):
            import re

            try:
                match = re.compile(match)
            except re.error as error:
                reason = str(error)
            else:
                reason = ""
            if reason:
                fail(f"Invalid regex pattern provided to 'match': {reason}")
        self.match_pattern = match
        self.check = check
        self.excinfo = ExceptionInfo()

    def __enter__(self) -> ExceptionInfo:
        self.excinfo = ExceptionInfo()
        return self.excinfo

    def __exit__(self, kind: Any, value: BaseException | None, tb: Any) -> bool:
        if value is None:
            names = ", ".join(one.__name__ for one in self.expected)
            fail("DID NOT RAISE " + (f"any of ({names})" if len(self.expected) > 1 else names or "any exception"))
        assert value is not None
        if self.expected and not isinstance(value, self.expected):
            return False
        reason = self._mismatch(value)
        if reason:
            raise AssertionError(reason) from None
        self.excinfo._value = value
        return True

    def matches(self, exception: BaseException | None) -> bool:
        """Return whether an exception would be accepted."""
        if exception is None or (self.expected and not isinstance(exception, self.expected)):
            return False
        return not self._mismatch(exception)

    def _mismatch(self, value: BaseException) -> str:
        if self.match_pattern is not None:
            text = exception_text(value)
            if not self.match_pattern.search(text):
                pattern = self.match_pattern.pattern
                return f"Regex pattern did not match.\n  Expected regex: {pattern!r}\n  Actual message: {text!r}"
        if self.check is not None and not self.check(value):
            return "check did not return True"
        return ""


def _require_exception_type(kind: Any) -> None:
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return
    if isinstance(kind, type):
        raise ValueError(f"Expected a BaseException type, but got {kind.__name__!r}")
    got = (
        f"an exception instance: {type(kind).__name__}"
        if isinstance(kind, BaseException)
        else repr(type(kind).__name__)
    )
    raise TypeError(f"Expected a BaseException type, but got {got}")


def raises(expected_exception: Any = None, func: Any = None, *args: Any, **kwargs: Any) -> Any:
    """Assert that a block or a call raises; see pytest."""
    if func is None and not args:
        unknown = set(kwargs) - {"match", "check", "expected_exception"}
        if unknown:
            raise TypeError(f"Unexpected keyword arguments passed to pytest.raises: {', '.join(sorted(unknown))}")
        return RaisesExc(expected_exception, **kwargs)
    if not expected_exception:
        raise ValueError(f"Expected an exception type or a tuple of exception types, but got `{expected_exception!r}`.")
    if not callable(func):
        raise TypeError(f"{func!r} object (type: {type(func)}) must be callable")
    with RaisesExc(expected_exception) as excinfo:
        func(*args, **kwargs)
    return excinfo


raises.Exception = Failed  # type: ignore[attr-defined]


# ---- warns ----------------------------------------------------------------------------------------


class WarningsRecorder(warnings.catch_warnings):
    """Records the warnings of a block, as ``recwarn`` and ``pytest.warns`` do."""

    def __init__(self) -> None:
        super().__init__(record=True)
        self._entered = False
        self._list: list[Any] = []

    @property
    def list(self) -> list[Any]:
        """The recorded warnings."""
        return self._list

    def __getitem__(self, index: int) -> Any:
        return self._list[index]

    def __iter__(self) -> Any:
        return iter(self._list)

    def __len__(self) -> int:
        return len(self._list)

    def pop(self, cls: type[Warning] = Warning) -> Any:
        """Remove and return the first warning of a class, an exact match before a subclass."""
        best = None
        for index, record in enumerate(self._list):
            if record.category == cls:
                return self._list.pop(index)
            if issubclass(record.category, cls) and (
                best is None or not issubclass(record.category, self._list[best].category)
            ):
                best = index
        if best is not None:
            return self._list.pop(best)
        raise AssertionError(f"{cls!r} not found in warning list")

    def clear(self) -> None:
        """Forget the recorded warnings."""
        self._list[:] = []

    def __enter__(self) -> Any:
        if self._entered:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        recorded = super().__enter__()
        assert recorded is not None
        self._list = recorded
        warnings.simplefilter("always")
        return self

    def __exit__(self, *exc_info: Any) -> None:
        if not self._entered:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        super().__exit__(*exc_info)
        self._entered = False


class WarningsChecker(WarningsRecorder):
    """The context manager that ``pytest.warns`` returns."""

    def __init__(self, expected_warning: Any = Warning, match: Any = None) -> None:
        super().__init__()
        expected = expected_warning if isinstance(expected_warning, tuple) else (expected_warning,)
        for kind in expected:
            if not (isinstance(kind, type) and issubclass(kind, Warning)):
                raise TypeError(f"exceptions must be derived from Warning, not {type(kind)}")
        self.expected_warning = expected
        self.match_expr = match

    def _matches(self, record: Any) -> bool:
        import re

        return issubclass(record.category, self.expected_warning) and bool(
            self.match_expr is None or re.search(self.match_expr, str(record.message))
        )

    def __exit__(self, *exc_info: Any) -> None:
        super().__exit__(*exc_info)
        if exc_info[1] is not None and not isinstance(exc_info[1], Exception):
            return
        try:
            if not any(issubclass(record.category, self.expected_warning) for record in self):
                fail(f"DID NOT WARN. No warnings of type {self.expected_warning} were emitted.")
            elif not any(self._matches(record) for record in self):
                fail(f"Regex pattern did not match any of the {len(self)} warnings emitted.")
        finally:
            self._emit_again()
        self._refuse_odd_messages()

    def _emit_again(self) -> None:
        for record in self:
            if not self._matches(record):
                warnings.warn_explicit(
                    record.message, record.category, record.filename, record.lineno, source=record.source
                )

    def _refuse_odd_messages(self) -> None:
        for record in self:
            args = record.message.args if type(record.message) is UserWarning else ()
            if args and not isinstance(args[0], str):
                raise TypeError(f"Warning must be str or Warning, got {args[0]!r} (type {type(args[0]).__name__})")


def warns(expected_warning: Any = Warning, func: Any = None, *args: Any, **kwargs: Any) -> Any:
    """Assert that a block or a call warns; see pytest."""
    if func is None and not args:
        match = kwargs.pop("match", None)
        if kwargs:
            raise TypeError(f"Unexpected keyword arguments passed to pytest.warns: {', '.join(sorted(kwargs))}")
        return WarningsChecker(expected_warning, match)
    if not callable(func):
        raise TypeError(f"{func!r} object (type: {type(func)}) must be callable")
    with WarningsChecker(expected_warning):
        return func(*args, **kwargs)


def deprecated_call(func: Any = None, *args: Any, **kwargs: Any) -> Any:
    """Assert that a block or a call gives a deprecation warning; see pytest."""
    kinds = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
    if func is None:
        return warns(kinds, *args, **kwargs)
    with warns(kinds):
        return func(*args, **kwargs)


# ---- approx ---------------------------------------------------------------------------------------


class Approx:
    """Base of what ``pytest.approx`` returns: equality within a tolerance."""

    __array_ufunc__ = None
    __array_priority__ = 100
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        self.expected = expected
        self.rel = rel
        self.abs = abs
        self.nan_ok = nan_ok

    def __bool__(self) -> bool:
        raise AssertionError("approx() is not supported in a boolean context.\nDid you mean: `assert a == approx(b)`?")

    def __ne__(self, actual: object) -> bool:
        return not (actual == self)

    def _scalar(self, expected: Any) -> Approx:
        if _is_decimal(expected):
            return ApproxDecimal(expected, self.rel, self.abs, self.nan_ok)
        if _is_time(expected):
            return ApproxTimedelta(expected, self.rel, self.abs, self.nan_ok)
        return ApproxScalar(expected, self.rel, self.abs, self.nan_ok)


class ApproxScalar(Approx):
    """One number; anything that is not a number is compared exactly."""

    default_abs: Any = 1e-12
    default_rel: Any = 1e-6

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        if rel is not None:
            if not (isinstance(rel, (int, float)) or _is_decimal(rel)):
                raise TypeError(f"relative tolerance must be an int, float or Decimal, got {type(rel).__name__}")
            if not hasattr(expected, "__abs__"):
                raise TypeError(
                    f"expected value must support abs(...) for a relative tolerance, got {type(expected).__name__}"
                )
        if abs is not None and not (isinstance(abs, (int, float)) or _is_decimal(abs)):
            raise TypeError(f"absolute tolerance must be an int, float or Decimal, got {type(abs).__name__}")
        super().__init__(expected, rel, abs, nan_ok)

    def __repr__(self) -> str:
        if _is_bool(self.expected) or not _is_number(self.expected) or _is_inf(abs(self.expected)):
            return str(self.expected)
        try:
            shown = f"{self.tolerance:.1e}"
        except ValueError:
            shown = "???"
        return f"{self.expected} ± {shown}"

    def __eq__(self, actual: Any) -> bool:
        array = _as_array(actual)
        if array is not None:
            return all(self.__eq__(one) for one in array.flat)
        expected = self.expected
        if _is_bool(expected) and not _is_bool(actual):
            return False
        if actual == expected:
            return True
        if _is_bool(expected) or not (_is_number(expected) and _is_number(actual)):
            return False
        if _is_nan(abs(expected)):
            return self.nan_ok and _is_nan(abs(actual))
        if _is_inf(abs(expected)):
            return False
        return bool(abs(expected - actual) <= self.tolerance)

    __hash__ = None

    @property
    def tolerance(self) -> Any:
        """The absolute difference that is allowed."""
        absolute = _require_tolerance(self.abs if self.abs is not None else self.default_abs, "absolute")
        if self.rel is None and self.abs is not None:
            return absolute
        rel = self.rel if self.rel is not None else self.default_rel
        return max(_require_tolerance(rel * abs(self.expected), "relative"), absolute)


class ApproxDecimal(ApproxScalar):
    """One ``Decimal``."""

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        from decimal import Decimal

        self.default_abs = Decimal("1e-12")
        self.default_rel = Decimal("1e-6")
        rel, abs = (Decimal.from_float(t) if isinstance(t, (int, float)) else t for t in (rel, abs))
        super().__init__(expected, rel, abs, nan_ok)


class ApproxTimedelta(Approx):
    """One ``datetime`` or ``timedelta``, with an explicit tolerance."""

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        from datetime import datetime, timedelta

        if isinstance(expected, datetime) and rel is not None:
            raise TypeError("pytest.approx() does not support relative tolerance for datetime comparisons.")
        if nan_ok:
            raise TypeError("pytest.approx() does not support nan_ok for datetime/timedelta comparisons.")
        if abs is None and rel is None:
            raise TypeError("pytest.approx() requires an explicit tolerance for datetime/timedelta comparisons")
        if abs is not None and not isinstance(abs, timedelta):
            raise TypeError(f"absolute tolerance must be a timedelta, got {type(abs).__name__}")
        if abs is not None and abs < timedelta(0):
            raise ValueError(f"absolute tolerance can't be negative: {abs}")
        tolerances = [] if abs is None else [abs]
        if rel is not None:
            if not isinstance(rel, (int, float)):
                raise TypeError(f"relative tolerance for timedelta must be a number, got {type(rel).__name__}")
            if _is_inf(rel):
                raise ValueError("relative tolerance can't be infinite.")
            tolerances.append(_require_tolerance(rel, "relative") * expected.__abs__())
        super().__init__(expected, rel, max(tolerances))

    def __repr__(self) -> str:
        return f"{self.expected} ± {self.abs}"

    def __eq__(self, actual: Any) -> bool:
        try:
            return bool(abs(self.expected - actual) <= self.abs)
        except (TypeError, OverflowError):
            return False

    __hash__ = None


class ApproxMapping(Approx):
    """A mapping: the same keys, each value within the tolerance."""

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        for key, value in expected.items():
            if _is_container(value):
                raise TypeError(f"pytest.approx() does not support nested dictionaries: key={key!r} value={value!r}")
        super().__init__(expected, rel, abs, nan_ok)

    def __repr__(self) -> str:
        return f"approx({ {key: self._scalar(value) for key, value in self.expected.items()}!r})"

    def __eq__(self, actual: Any) -> bool:
        try:
            if set(actual.keys()) != set(self.expected.keys()):
                return False
        except AttributeError:
            return False
        return all(actual[key] == self._scalar(self.expected[key]) for key in self.expected)

    __hash__ = None


class ApproxSequence(Approx):
    """A sequence: the same length, each element within the tolerance."""

    def __init__(self, expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> None:
        for index, value in enumerate(expected):
            if _is_container(value):
                raise TypeError(f"pytest.approx() does not support nested data structures: {value!r} at index {index}")
        super().__init__(expected, rel, abs, nan_ok)

    def __repr__(self) -> str:
        kind = type(self.expected) if type(self.expected) in (tuple, list) else list
        return f"approx({kind(self._scalar(value) for value in self.expected)!r})"

    def __eq__(self, actual: Any) -> bool:
        try:
            if len(actual) != len(self.expected):
                return False
        except TypeError:
            return False
        return all(a == self._scalar(e) for a, e in _zip_strictly(actual, self.expected))

    __hash__ = None


class ApproxNumpy(Approx):
    """A numpy array: the same shape (or any scalar), each element within the tolerance."""

    def __repr__(self) -> str:
        return f"approx({self.expected.tolist()!r})"

    def __eq__(self, actual: Any) -> bool:
        np = sys.modules["numpy"]
        if not np.isscalar(actual):
            try:
                actual = np.asarray(actual)
            except Exception as error:
                raise TypeError(f"cannot compare '{actual}' to numpy.ndarray") from error
            if actual.shape != self.expected.shape:
                return False
        indices = np.ndindex(self.expected.shape)
        if np.isscalar(actual):
            return all(actual == self._scalar(_unbox(self.expected[i])) for i in indices)
        return all(_unbox(actual[i]) == self._scalar(_unbox(self.expected[i])) for i in indices)

    __hash__ = None


def approx(expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> Any:
    """Return a value that equals numbers, sequences or mappings within a tolerance; see pytest."""
    kind = type(expected)
    if kind is float or kind is int:
        return ApproxScalar(expected, rel, abs, nan_ok)
    from collections.abc import Collection, Mapping

    if _is_decimal(expected):
        return ApproxDecimal(expected, rel, abs, nan_ok)
    if isinstance(expected, Mapping):
        return ApproxMapping(expected, rel, abs, nan_ok)
    array = _as_array(expected)
    if array is not None:
        return ApproxNumpy(array, rel, abs, nan_ok)
    text = isinstance(expected, (str, bytes))
    if not text and hasattr(expected, "__getitem__") and hasattr(type(expected), "__len__"):
        return ApproxSequence(expected, rel, abs, nan_ok)
    if not text and isinstance(expected, Collection):
        raise TypeError(f"pytest.approx() only supports ordered sequences, but got: {expected!r}")
    if _is_time(expected):
        return ApproxTimedelta(expected, rel, abs, nan_ok)
    return ApproxScalar(expected, rel, abs, nan_ok)


def _require_tolerance(value: Any, which: str) -> Any:
    if _is_nan(value):
        raise ValueError(f"{which} tolerance can't be NaN.")
    if value < 0:
        raise ValueError(f"{which} tolerance can't be negative: {value}")
    return value


def _zip_strictly(left: Any, right: Any) -> Any:
    """``zip(strict=True)``, which CPython 3.9 has not."""
    end = object()
    lefts, rights = iter(left), iter(right)
    while True:
        a, b = next(lefts, end), next(rights, end)
        if (a is end) != (b is end):
            raise ValueError("the sequences differ in length")
        if a is end:
            return
        yield a, b


def _is_decimal(value: Any) -> bool:
    decimal = sys.modules.get("decimal")
    return decimal is not None and isinstance(value, decimal.Decimal)


def _is_time(value: Any) -> bool:
    datetime = sys.modules.get("datetime")
    return datetime is not None and isinstance(value, (datetime.datetime, datetime.timedelta))


def _is_number(value: Any) -> bool:
    if type(value) in (int, float, complex):
        return True
    from numbers import Complex

    return isinstance(value, Complex) or _is_decimal(value)


def _is_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    np = sys.modules.get("numpy")
    return np is not None and isinstance(value, np.bool_)


def _is_nan(value: Any) -> bool:
    if _is_decimal(value):
        return bool(value.is_nan())
    import math

    return math.isnan(value)


def _is_inf(value: Any) -> bool:
    if _is_decimal(value):
        return bool(value.is_infinite())
    import math

    return math.isinf(value)


def _is_container(value: Any) -> bool:
    from collections.abc import Collection

    return isinstance(value, Collection) and not isinstance(value, (str, bytes, bytearray))


def _as_array(value: Any) -> Any:
    np = sys.modules.get("numpy")
    if np is None or np.isscalar(value):
        return None
    if isinstance(value, np.ndarray):
        return value
    if hasattr(value, "__array__") or hasattr(value, "__array_interface__"):
        return np.asarray(value)
    return None


def _unbox(value: Any) -> Any:
    item = getattr(value, "item", None)
    return value if item is None else item()


# ---- marks and parameters -------------------------------------------------------------------------


class Mark:
    """A mark as it is kept on a function or class."""

    __slots__ = ("args", "kwargs", "name")

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.name = name
        self.args = args
        self.kwargs = kwargs


class MarkDecorator:
    """``pytest.mark.NAME``, with or without arguments; decorates functions and classes."""

    __slots__ = ("mark",)

    def __init__(self, mark: Mark) -> None:
        self.mark = mark

    @property
    def name(self) -> str:
        """The mark's name."""
        return self.mark.name

    @property
    def args(self) -> tuple[Any, ...]:
        """The mark's positional arguments."""
        return self.mark.args

    @property
    def kwargs(self) -> dict[str, Any]:
        """The mark's keyword arguments."""
        return self.mark.kwargs

    def with_args(self, *args: Any, **kwargs: Any) -> MarkDecorator:
        """Return the mark with more arguments, even if the only one is a function."""
        old = self.mark
        return MarkDecorator(Mark(old.name, old.args + args, {**old.kwargs, **kwargs}))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Mark a function or class, or return the mark with more arguments."""
        if len(args) == 1 and not kwargs:
            target = args[0]
            inner = target.__func__ if isinstance(target, (staticmethod, classmethod)) else target
            named = callable(inner) and getattr(inner, "__name__", "<lambda>") != "<lambda>"
            if named or isinstance(inner, type):
                _store_mark(inner, self.mark)
                return target
        return self.with_args(*args, **kwargs)


def _store_mark(target: Any, mark: Mark) -> None:
    if isinstance(target, FixtureDefinition):
        fail("Marks cannot be applied to fixtures.")
    target.pytestmark = [*own_marks(target), mark]


def own_marks(target: Any) -> list[Mark]:
    """Return the marks of a function, class or module, without those of base classes."""
    held = target.__dict__.get("pytestmark", ()) if isinstance(target, type) else getattr(target, "pytestmark", ())
    marks = held if isinstance(held, (list, tuple)) else [held]
    return [one.mark if isinstance(one, MarkDecorator) else one for one in marks]


class MarkGenerator:
    """``pytest.mark``."""

    def __getattr__(self, name: str) -> MarkDecorator:
        if name.startswith("_"):
            raise AttributeError("Marker name must NOT start with underscore")
        return MarkDecorator(Mark(name, (), {}))


mark = MarkGenerator()


class ParameterSet:
    """One set of values for a parametrized test: what ``pytest.param`` returns."""

    __slots__ = ("id", "marks", "values")

    def __init__(self, values: Any, marks: Any = (), id: str | None = None) -> None:
        self.values = values
        self.marks = marks
        self.id = id


def param(*values: Any, marks: Any = (), id: str | None = None) -> ParameterSet:
    """Return a parameter set with its own marks or id; see pytest."""
    if isinstance(marks, MarkDecorator):
        marks = (marks,)
    if id is not None and not isinstance(id, str):
        raise TypeError(f"Expected id to be a string or a `pytest.HIDDEN_PARAM` sentinel, got {type(id)}: {id!r}")
    return ParameterSet(values, [getattr(one, "mark", one) for one in marks], id)


def parse_parametrize(argnames: Any, argvalues: Any) -> tuple[list[str], list[ParameterSet]]:
    """Return the names and parameter sets of a ``parametrize`` mark.

    Raises:
        Failed: If a set has not as many values as there are names.
    """
    single = False
    if isinstance(argnames, str):
        single = not argnames.rstrip().endswith(",")
        argnames = [name.strip() for name in argnames.split(",") if name.strip()]
        single = single and len(argnames) == 1
    names = list(argnames)
    sets = []
    for value in argvalues:
        one = value if isinstance(value, ParameterSet) else ParameterSet((value,) if single else value)
        if not hasattr(one.values, "__len__") or len(one.values) != len(names):
            fail(f'in "parametrize" the names {names} need as many values, got {safe_repr(one.values)}', False)
        sets.append(one)
    if not sets:
        reason = f"got empty parameter set for ({', '.join(names)})"
        sets.append(ParameterSet((NOTSET,) * len(names), [Mark("skip", (), {"reason": reason})], "NOTSET"))
    return names, sets


def make_ids(names: list[str], sets: list[ParameterSet], ids: Any = None) -> list[str]:
    """Return a unique id for every parameter set, by pytest's rules."""
    function = ids if callable(ids) else None
    listed = None if ids is None or callable(ids) else _listed_ids(ids, len(sets))
    found = [_one_id(index, one, names, function, listed) for index, one in enumerate(sets)]
    if len(set(found)) == len(found):
        return found
    counts: dict[str, int] = {}
    for one_id in found:
        counts[one_id] = counts.get(one_id, 0) + 1
    suffixes = dict.fromkeys(counts, 0)
    for index, one_id in enumerate(found):
        if counts[one_id] > 1:
            between = "_" if one_id and one_id[-1].isdigit() else ""
            while f"{one_id}{between}{suffixes[one_id]}" in found:
                suffixes[one_id] += 1
            found[index] = f"{one_id}{between}{suffixes[one_id]}"
            suffixes[one_id] += 1
    return found


def _listed_ids(ids: Any, wanted: int) -> list[Any]:
    if hasattr(ids, "__len__"):
        if len(ids) not in (0, wanted):
            fail(f"{wanted} parameter sets specified, with different number of ids: {len(ids)}", False)
        return list(ids)
    source = iter(ids)
    return [next(source) for _ in range(wanted)]


def _one_id(index: int, one: ParameterSet, names: list[str], function: Any, listed: list[Any] | None) -> str:
    if one.id is not None:
        return _escape(one.id)
    if listed and listed[index] is not None:
        found = _id_of_value(listed[index])
        if found is None:
            fail(f"ids contains unsupported value {safe_repr(listed[index])} at index {index}", False)
        assert found is not None
        return found
    return "-".join(_value_id(value, names[k], index, function) for k, value in enumerate(one.values))


def _value_id(value: Any, name: str, index: int, function: Any) -> str:
    if function is not None:
        given = function(value)
        made = None if given is None else _id_of_value(given)
        if made is not None:
            return made
    made = None if isinstance(value, (str, bytes)) and len(value) > 100 else _id_of_value(value)
    return f"{name}{index}" if made is None else made


def _id_of_value(value: Any) -> str | None:
    if isinstance(value, (str, bytes)):
        return _escape(value)
    if value is None or isinstance(value, (float, int, complex)):
        return str(value)
    if value is NOTSET:
        return None
    re, enum = sys.modules.get("re"), sys.modules.get("enum")
    if re is not None and isinstance(value, re.Pattern):
        return _escape(value.pattern)
    if enum is not None and isinstance(value, enum.Enum):
        return str(value)
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else None


_UNPRINTABLE = {code: f"\\x{code:02x}" for code in (*range(32), 127)}
_UNPRINTABLE.update({9: "\\t", 10: "\\n", 13: "\\r"})


def _escape(text: str | bytes) -> str:
    if isinstance(text, bytes):
        plain = text.decode("ascii", "backslashreplace")
    else:
        plain = text.encode("unicode_escape").decode("ascii")
    return plain.translate(_UNPRINTABLE)


# ---- fixtures -------------------------------------------------------------------------------------


class FixtureDefinition:
    """What ``@pytest.fixture`` makes of a function; as a method it binds to the test's instance."""

    def __init__(self, function: Any, options: dict[str, Any]) -> None:
        self.function = function
        self.name = options["name"] or function.__name__
        self.scope = options["scope"]
        self.params = None if options["params"] is None else tuple(options["params"])
        self.autouse = options["autouse"]
        self.ids = options["ids"]
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: a fixture is asked for, not called."""
        fail(f'Fixture "{self.name}" called directly. Fixtures are not meant to be called directly', False)


def fixture(
    fixture_function: Any = None,
    *,
    scope: Any = "function",
    params: Any = None,
    autouse: bool = False,
    ids: Any = None,
    name: str | None = None,
) -> Any:
    """Mark a function as a fixture; see pytest."""
    options = {"scope": scope, "params": params, "autouse": autouse, "ids": ids, "name": name}
    if fixture_function is not None:
        return FixtureDefinition(fixture_function, options)
    return lambda function: FixtureDefinition(function, options)


class FixtureRequest:
    """``request`` of a fixture or test: the parameter, the test and its surroundings."""

    def __init__(self, item: Any, get_value: Any, add_finalizer: Any, scope: str = "function") -> None:
        self._item = item
        self._get_value = get_value
        self._add_finalizer = add_finalizer
        self.scope = scope

    @property
    def function(self) -> Any:
        """The test function."""
        return self._item.function

    @property
    def instance(self) -> Any:
        """The instance of the test's class, or None."""
        return self._item.instance

    @property
    def cls(self) -> Any:
        """The test's class, or None."""
        return self._item.cls

    @property
    def module(self) -> Any:
        """The suite's module."""
        return self._item.module

    def addfinalizer(self, finalizer: Any) -> None:
        """Call a function when the fixture goes away."""
        self._add_finalizer(finalizer)

    def getfixturevalue(self, argname: str) -> Any:
        """Return the value of a fixture by its name."""
        return self._get_value(argname)


# ---- monkeypatch ----------------------------------------------------------------------------------


class _Context:
    """The context manager of ``MonkeyPatch.context``."""

    def __init__(self) -> None:
        self.patch = MonkeyPatch()

    def __enter__(self) -> MonkeyPatch:
        return self.patch

    def __exit__(self, *exc_info: Any) -> None:
        self.patch.undo()


class MonkeyPatch:
    """Changes attributes, items, the environment, paths; ``undo`` takes all of it back."""

    def __init__(self) -> None:
        self._attributes: list[tuple[Any, str, Any]] = []
        self._items: list[tuple[Any, Any, Any]] = []
        self._cwd: str | None = None
        self._path: list[str] | None = None

    @classmethod
    def context(cls) -> _Context:
        """Return a context manager whose patches end with its block."""
        return _Context()

    def setattr(self, target: Any, name: Any, value: Any = NOTSET, raising: bool = True) -> None:
        """Set an attribute; ``setattr("module.attribute", value)`` works too."""
        if value is NOTSET:
            if not isinstance(target, str):
                raise TypeError(
                    "use setattr(target, name, value) or setattr(target, value) with a dotted import string"
                )
            value = name
            target, name = _resolve(target, raising)
        elif not isinstance(name, str):
            raise TypeError("use setattr(target, name, value) with name being a string")
        old = getattr(target, name, NOTSET)
        if raising and old is NOTSET:
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        if isinstance(target, type):
            old = target.__dict__.get(name, NOTSET)
        elif not _is_data_descriptor(type(target), name):
            held = getattr(target, "__dict__", None)
            if isinstance(held, dict):
                old = held.get(name, NOTSET)
        setattr(target, name, value)
        self._attributes.append((target, name, old))

    def delattr(self, target: Any, name: Any = NOTSET, raising: bool = True) -> None:
        """Delete an attribute; ``delattr("module.attribute")`` works too."""
        if name is NOTSET:
            if not isinstance(target, str):
                raise TypeError("use delattr(target, name) or delattr(target) with a dotted import string")
            target, name = _resolve(target, raising)
        if not hasattr(target, name):
            if raising:
                raise AttributeError(name)
            return
        old = target.__dict__.get(name, NOTSET) if isinstance(target, type) else getattr(target, name, NOTSET)
        delattr(target, name)
        self._attributes.append((target, name, old))

    def setitem(self, dic: Any, name: Any, value: Any) -> None:
        """Set an item of a mapping."""
        old = dic.get(name, NOTSET)
        dic[name] = value
        self._items.append((dic, name, old))

    def delitem(self, dic: Any, name: Any, raising: bool = True) -> None:
        """Delete an item of a mapping."""
        if name not in dic:
            if raising:
                raise KeyError(name)
            return
        old = dic.get(name, NOTSET)
        del dic[name]
        self._items.append((dic, name, old))

    def setenv(self, name: str, value: Any, prepend: str | None = None) -> None:
        """Set an environment variable."""
        import os

        value = str(value)
        if prepend and name in os.environ:
            value = value + prepend + os.environ[name]
        self.setitem(os.environ, name, value)

    def delenv(self, name: str, raising: bool = True) -> None:
        """Delete an environment variable."""
        import os

        self.delitem(os.environ, name, raising)

    def syspath_prepend(self, path: Any) -> None:
        """Put a folder before ``sys.path``."""
        from importlib import invalidate_caches

        if self._path is None:
            self._path = sys.path[:]
        sys.path.insert(0, str(path))
        invalidate_caches()

    def chdir(self, path: Any) -> None:
        """Change the working folder."""
        import os

        if self._cwd is None:
            self._cwd = os.getcwd()
        os.chdir(path)

    def undo(self) -> None:
        """Take everything back, the last change first."""
        for target, name, old in reversed(self._attributes):
            if old is NOTSET:
                delattr(target, name)
            else:
                setattr(target, name, old)
        self._attributes.clear()
        for dic, key, old in reversed(self._items):
            if old is NOTSET:
                if key in dic:
                    del dic[key]
            else:
                dic[key] = old
        self._items.clear()
        if self._path is not None:
            sys.path[:] = self._path
            self._path = None
        if self._cwd is not None:
            import os

            os.chdir(self._cwd)
            self._cwd = None


def _is_data_descriptor(cls: type, name: str) -> bool:
    for base in cls.__mro__:
        if name in base.__dict__:
            kind = type(base.__dict__[name])
            return hasattr(kind, "__set__") or hasattr(kind, "__delete__")
    return False


def _resolve(path: str, raising: bool) -> tuple[Any, str]:
    """Return the object before the last dot of an import path, and the name after it."""
    if "." not in path:
        raise TypeError(f"must be absolute import path string, not {path!r}")
    owner, name = path.rsplit(".", 1)
    parts = owner.split(".")
    used = parts.pop(0)
    found: Any = __import__(used)
    for part in parts:
        used += "." + part
        if not hasattr(found, part):
            __import__(used)
        found = getattr(found, part)
    if raising and not hasattr(found, name):
        raise AttributeError(f"{type(found).__name__!r} object at {owner} has no attribute {name!r}")
    return found, name


# ---- capsys ---------------------------------------------------------------------------------------


class CaptureResult(NamedTuple):
    """What was printed."""

    out: str
    err: str


class CaptureFixture:
    """``capsys``: what the test printed since the last look."""

    def __init__(self) -> None:
        self._saved = (sys.stdout, sys.stderr)
        self._open = True
        self._kept = ("", "")
        self._start()

    def __class_getitem__(cls, _item: object) -> type[CaptureFixture]:
        return cls

    def _start(self) -> None:
        self._streams = (_capture_stream(), _capture_stream())
        sys.stdout, sys.stderr = self._streams

    def _drain(self) -> tuple[str, str]:
        texts = []
        for stream in self._streams:
            texts.append(stream.buffer.getvalue().decode("utf-8", "replace"))
            stream.seek(0)
            stream.truncate()
        return texts[0], texts[1]

    def readouterr(self) -> Any:
        """Return what was printed since the last call, as ``(out, err)``."""
        out, err = self._drain() if self._open else ("", "")
        result = CaptureResult(self._kept[0] + out, self._kept[1] + err)
        self._kept = ("", "")
        return result

    def close(self) -> None:
        """Give ``sys.stdout`` and ``sys.stderr`` back."""
        if self._open:
            out, err = self._drain()
            self._kept = (self._kept[0] + out, self._kept[1] + err)
            sys.stdout, sys.stderr = self._saved
            self._open = False

    def disabled(self) -> _Disabled:
        """Return a context manager inside which nothing is captured."""
        return _Disabled(self)


class _Disabled:
    def __init__(self, capture: CaptureFixture) -> None:
        self._capture = capture

    def __enter__(self) -> None:
        sys.stdout, sys.stderr = self._capture._saved

    def __exit__(self, *exc_info: Any) -> None:
        sys.stdout, sys.stderr = self._capture._streams


def _capture_stream() -> Any:
    import io

    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
