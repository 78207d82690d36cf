"""``pytest.warns``, ``deprecated_call``, and the recorder under them."""

from __future__ import annotations

import warnings
from typing import Any

from kodenv.sandbox.small_pytest.outcomes import fail


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
