"""What ``pytest.skip``, ``fail`` and ``xfail`` raise, and ``importorskip``."""

from __future__ import annotations

import sys
import warnings
from typing import Any, NoReturn


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

    def __call__(self, reason: str = "", allow_module_level: bool = False) -> NoReturn:
        raise Skipped(reason, allow_module_level=allow_module_level)


class _Fail:
    Exception = Failed

    def __call__(self, reason: str = "", pytrace: bool = True) -> NoReturn:
        raise Failed(reason, pytrace)


class _XFail:
    Exception = XFailed

    def __call__(self, reason: str = "") -> NoReturn:
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            __import__(modname)
        except kind as error:
            raise Skipped(reason or f"could not import {modname!r}: {error}", allow_module_level=True) from None
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
