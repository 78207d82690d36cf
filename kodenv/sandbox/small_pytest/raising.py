"""``pytest.raises`` and what it gives."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from kodenv.sandbox.small_pytest.outcomes import Failed, fail
from kodenv.sandbox.small_pytest.safe_repr import safe_repr


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
            raise AssertionError(_no_match(regexp, text))
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


def _no_match(pattern: Any, text: str) -> str:
    return f"Regex pattern did not match.\n  Expected regex: {pattern!r}\n  Actual message: {text!r}"


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
                fail(f"Invalid regex pattern provided to 'match': {error}")
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
                return _no_match(self.match_pattern.pattern, text)
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
