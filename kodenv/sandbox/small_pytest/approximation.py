"""``pytest.approx``: equality within a tolerance."""

from __future__ import annotations

import sys
from typing import Any


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
    """``zip(strict=True)``, which CPython 3.9 has not: a sequence may lie about its length."""
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
