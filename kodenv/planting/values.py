"""Wrong values that look like the right one.

Of a right and a wrong value nobody can tell which is which: each is among the wrong ones of the other, as far as
that can be had.
"""

import ast
import math
from decimal import Decimal

_MOST_BITS = 10_000
_EXCEPTIONS = ("ValueError", "TypeError", "KeyError", "ZeroDivisionError", "IndexError", "AttributeError")
_RARE = ("EOFError", "BufferError")
_TYPES = (
    ("int", "str", "list", "float", "dict", "tuple", "bytes", "set"),
    ("bytearray", "frozenset", "complex"),
    ("float64", "int64", "int32", "float32", "uint8", "complex128"),
    ("DataFrame", "Series"),
    ("bool", "float"),
)
_BROAD = frozenset({"Exception", "BaseException", "StandardError"})


def wrong_values(node: ast.expr, written: str) -> list[str]:
    """Return texts of wrong values for a constant or a short literal, given as it is written; maybe none."""
    if "\n" in written:
        return []
    match node:
        case ast.Constant(value=value):
            return _wrong_constants(value, written)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(whole))):
            return _wrong_integers(-whole)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float(number))):
            return _wrong_floats(-number)
        case ast.List(elts=elements):
            return ["[]"] if elements else ["[0]", "[1]"]
        case ast.Tuple(elts=[]):
            return ["(0,)", "(1,)"]
        case ast.Set():
            return ["set()"]
        case ast.Dict(keys=keys):
            return ["{}"] if keys else ["{0: 0}", "{'a': 1}"]
        case ast.Call(func=ast.Name(id="set" | "list" | "dict" | "tuple" as name), args=[], keywords=[]):
            return {"set": ["{0}", "{1}"], "list": ["[0]", "[1]"], "dict": ["{0: 0}"], "tuple": ["(0,)"]}[name]
    return []


def _wrong_constants(value: object, written: str) -> list[str]:
    if value is None:
        return ["False", "True"]
    if isinstance(value, bool):
        return [str(not value), "None"]
    if isinstance(value, int):
        return _wrong_integers(value)
    if isinstance(value, float):
        return _wrong_floats(value)
    if isinstance(value, complex):
        return [repr(value + 1j), repr(value - 1j)]
    if isinstance(value, bytes):
        return _wrong_bytes(value)
    return _wrong_strings(value, written) if isinstance(value, str) else []


def shifted(values: list[ast.expr]) -> list[list[str]]:
    """Return texts for several numbers or strings none of which is among them, or nothing."""
    known = [one.value for one in values if isinstance(one, ast.Constant)]
    numbers = [one for one in known if isinstance(one, int) and not isinstance(one, bool)]
    texts = [one for one in known if isinstance(one, str)]
    if values and len(numbers) == len(values):
        span = max(numbers) - min(numbers) + 1
        return [[str(one + step) for one in numbers] for step in (span, -span)]
    if values and len(texts) == len(values):
        wrong = [_wrong_strings(one, repr(one)) for one in texts]
        if all(wrong) and not {ast.literal_eval(one) for row in wrong for one in row} & set(texts):
            return [[row[0] for row in wrong], [row[-1] for row in wrong]]
    return []


def wrong_type(name: str) -> list[str]:
    """Return names of types no kin of which is the named one, where that is a common one."""
    found = next((group for group in _TYPES if name in group), ())
    place = found.index(name) if found else 0
    return [found[(place + step) % len(found)] for step in (1, -1)] if found else []


def wrong_exceptions(written: str) -> list[str]:
    """Return names of exceptions that something which raises the named one does not raise."""
    if "\n" in written:
        return []
    if written in _BROAD:
        return list(_RARE)
    if written in _EXCEPTIONS:
        place = _EXCEPTIONS.index(written)
        return [_EXCEPTIONS[(place + step) % len(_EXCEPTIONS)] for step in (-1, 1)]
    return ["ZeroDivisionError", "KeyError"] if "Lookup" not in written and "Arith" not in written else list(_RARE)


def _wrong_integers(value: int) -> list[str]:
    if value.bit_length() > _MOST_BITS:
        return []
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0")) if abs(value) > 100 else 0  # a round number stays round
    return [str(one) for one in (value - 10**zeros, value + 10**zeros) if one or not zeros]


def _wrong_floats(value: float) -> list[str]:
    if not math.isfinite(value):
        return []
    if not value:
        return ["1.0", "-1.0"]
    exact = Decimal(repr(value))
    step = Decimal(1).scaleb(exact.adjusted())  # beyond any tolerance: the leading digit
    wrong = [one for one in (exact - step, exact + step) if one.adjusted() == exact.adjusted()]
    found = [repr(float(one)) for one in wrong if float(one) != value]
    return [*found, "0.0"] if abs(value) == 1 else found


def _wrong_bytes(value: bytes) -> list[str]:
    middle = len(value) // 2
    if not value:
        return [repr(b"\0"), repr(b"a")]
    return [repr(value[:middle] + bytes([value[middle] ^ change]) + value[middle + 1 :]) for change in (1, 3)]


def _wrong_strings(value: str, written: str) -> list[str]:
    places = [index for index, char in enumerate(value) if char.isascii() and char.isalnum()]
    if not places:
        return [_quoted(one, written) for one in (value[:-1], value + (value[-1:] or "a")) if one != value]
    place = places[len(places) // 2]
    return [_quoted(value[:place] + _next(value[place], step) + value[place + 1 :], written) for step in (-1, 1)]


def _next(char: str, step: int) -> str:
    if char.isdigit():
        return str((int(char) + step) % 10)
    first = ord("a" if char.islower() else "A")
    return chr(first + (ord(char) - first + step) % 26)


def _quoted(value: str, written: str) -> str:
    """Return a string literal with the quotes of another."""
    single = repr(value)
    if written.startswith('"') and single[0] == "'" and '"' not in value and "\\'" not in single:
        return f'"{single[1:-1]}"'
    return single
