"""Modules, classes and functions that both processes have: they travel by name.

The grader takes names from the program's process only for modules of the standard library (or loaded already), for
classes of the modules listed here, and never for functions: calling what a program names would run it in the grader.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable
from typing import Any

_CLASS_MODULES_TEXT = (
    "builtins collections collections.abc _collections_abc abc datetime decimal fractions numbers enum types uuid "
    "typing pathlib string json json.decoder json.encoder queue _queue asyncio.exceptions asyncio.queues "
    "concurrent.futures._base subprocess zipfile configparser statistics dataclasses contextlib copy re threading "
    "time random argparse csv _csv sqlite3 socket ssl urllib.error http.client struct binascii zlib lzma "
    "concurrent.futures.process concurrent.futures.thread graphlib heapq io itertools functools operator array "
    "ast tokenize xml.etree.ElementTree tempfile shutil zoneinfo zoneinfo._common ipaddress textwrap "
    "unittest.case asyncio.timeouts bisect "
    "pickle _pickle email.errors ftplib smtplib locale gettext math cmath hashlib hmac secrets logging"
)
_CLASS_MODULES = frozenset(_CLASS_MODULES_TEXT.split())
_ONLY_EXCEPTIONS_TEXT = (
    "subprocess zipfile configparser sqlite3 socket ssl urllib.error http.client unittest.case pickle _pickle ftplib "
    "smtplib logging shutil argparse threading tempfile ast io contextlib"
)
_ONLY_EXCEPTIONS = frozenset(_ONLY_EXCEPTIONS_TEXT.split())
_FRAMEWORKS = frozenset({"unittest.case"})  # its private exceptions end a test without a word
_NEVER = frozenset(
    {"antigravity", "this", "idlelib", "turtle", "turtledemo", "test", "lib2to3", "__main__", "__phello__"}
)
TESTING = frozenset({"kodenv", "pytest", "_pytest", "pluggy", "unittest", "solution", "test_solution", "conftest"})
"""What the tests consist of and run on."""
_SCIENTIFIC = ("numpy", "pandas")
_PANDAS_DATA_TEXT = (
    "DataFrame Series Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex PeriodIndex CategoricalIndex "
    "IntervalIndex Timestamp Timedelta Period Interval Categorical"
)
_PANDAS_DATA = frozenset(_PANDAS_DATA_TEXT.split())
_DATA_MODULES_TEXT = (
    "builtins collections collections.abc _collections_abc abc datetime decimal fractions numbers enum uuid typing "
    "pathlib random array ipaddress zoneinfo dataclasses string"
)
_DATA_MODULES = frozenset(_DATA_MODULES_TEXT.split())
_TOOLS_TEXT = (
    "map filter property super staticmethod classmethod memoryview zip enumerate reversed type Formatter Template"
)
_TOOLS = frozenset(_TOOLS_TEXT.split())
"""Classes of those modules that look behind things or call things."""


def _names_of_stdlib() -> frozenset[str]:
    names = getattr(sys, "stdlib_module_names", None)
    if names is None:  # CPython 3.9
        folder = os.path.dirname(os.__file__)
        names = [name.partition(".")[0] for name in (*os.listdir(folder), *os.listdir(f"{folder}/lib-dynload"))]
        names = {*names, *sys.builtin_module_names} - {"site-packages"}
    return frozenset(names)


_STDLIB = _names_of_stdlib()


def is_installed(cls: type) -> bool:
    """Return whether a class is none of the tests' or the program's."""
    top = str(cls.__module__).partition(".")[0]
    return (top in _STDLIB and top != "__main__") or top in _SCIENTIFIC


def class_name(cls: type, *, by_program: bool) -> str:
    """Return the name under which a class travels, or an empty string: it is an object of its owner then.

    Args:
        cls: Which.
        by_program: Whether the program's end names it: only what is data.
    """
    module, name = cls.__module__, cls.__qualname__
    if type(module) is not str or type(name) is not str or not _is_listed(module):
        return ""
    full = f"{module}:{name}"
    try:
        return full if find_class(full, by_program=by_program) is cls else ""
    except LookupError:
        return ""


def find_class(full: str, *, by_program: bool) -> type:
    """Return the class of that name.

    Raises:
        LookupError: If there is none, or none that may be taken.
    """
    module_name, _, path = full.partition(":")
    if not _is_listed(module_name):
        raise LookupError(full)
    module = sys.modules.get(module_name)
    if module is None:
        if module_name not in _CLASS_MODULES:
            raise LookupError(full)
        module = __import__(module_name, fromlist=["*"])
    found: Any = module.__dict__.get(path)
    if not issubclass(type(found), type) or found is type:
        raise LookupError(full)
    if issubclass(found, BaseException):
        if path[:1] == "_" and module_name in _FRAMEWORKS:
            raise LookupError(full)
        return found  # type: ignore[no-any-return]
    if module_name in _ONLY_EXCEPTIONS or (by_program and not _is_data(module_name, found)):
        raise LookupError(full)
    return found  # type: ignore[no-any-return]


def _is_data(module_name: str, cls: Any) -> bool:
    """Return whether to have a class, and to call it, does no more than make a value."""
    if module_name in _DATA_MODULES:
        return cls.__module__.partition(".")[0] in _DATA_TOPS and cls.__name__ not in _TOOLS
    modules = [sys.modules.get(name) for name in _SCIENTIFIC]
    numpy, pandas = modules
    if numpy is not None and module_name.partition(".")[0] == "numpy":
        return cls in (numpy.ndarray, numpy.dtype) or issubclass(cls, numpy.generic)
    return pandas is not None and cls.__name__ in _PANDAS_DATA and getattr(pandas, cls.__name__, None) is cls


_DATA_TOPS = frozenset(name.partition(".")[0] for name in _DATA_MODULES)


def _is_listed(module: str) -> bool:
    return module in _CLASS_MODULES or module.partition(".")[0] in _SCIENTIFIC


def find_typing(name: str) -> Any:
    """Return something of :mod:`typing` that is no function.

    Raises:
        LookupError: If there is none.
    """
    import typing

    found = typing.__dict__.get(name)
    if name[:1] == "_" or type(found).__module__ != "typing" or getattr(found, "_name", None) != name:
        raise LookupError(name)
    return found


def typing_name(value: Any) -> str:
    """Return the name of a special form of :mod:`typing`, or an empty string."""
    typing = sys.modules.get("typing")
    name = getattr(value, "_name", None) if type(value).__module__ == "typing" else None
    if typing is not None and type(name) is str and typing.__dict__.get(name) is value:
        return name
    return ""


def find_module(name: str, *, may_load: bool) -> Any:
    """Return a module of the standard library's, or one that is loaded.

    Args:
        name: Its full name.
        may_load: Whether it may be loaded for that: what a module does then is done here.

    Raises:
        LookupError: If it is neither.
    """
    top = name.partition(".")[0]
    if top in _NEVER or top in TESTING or top.startswith("_"):
        raise LookupError(name)
    if name not in sys.modules:
        if not (may_load and (top in _STDLIB or top in _SCIENTIFIC)):
            raise LookupError(name)
        try:
            __import__(name)
        except Exception:  # whatever stops a module of the standard library from being loaded here
            raise LookupError(name) from None
    if getattr(sys.modules[name], "__spec__", None) is None:  # the suite's
        raise LookupError(name)
    return sys.modules[name]


def function_name(value: Any) -> str:
    """Return ``module:name`` of a function of the standard library's, or an empty string."""
    return _name_in(value, lambda module: module.partition(".")[0] in _STDLIB)


def _name_in(value: Any, is_wanted: Callable[[str], bool]) -> str:
    """Return ``module:name`` of a function that an import finds in a wanted module, or an empty string."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if type(module) is not str or type(name) is not str or not is_wanted(module):
        return ""
    loaded = sys.modules.get(module)
    return f"{module}:{name}" if loaded is not None and _walk(loaded, name) is value else ""


def origin_of(value: Any) -> str:
    """Return where an installed library has a value: ``module``, ``module:name`` or an empty string."""
    if isinstance(value, types.ModuleType):
        name = str(value.__name__)
        return name if _is_origin(name) and sys.modules.get(name) is value else ""
    if str(type(value).__module__).partition(".")[0] == "numpy":  # its functions are objects of its own kinds
        return _numpy_name(value)
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return _name_in(value, _is_origin)
    return ""


def _is_origin(module: str) -> bool:
    top = module.partition(".")[0]
    return top in _STDLIB or top in _SCIENTIFIC


def _numpy_name(value: Any) -> str:
    name, numpy = getattr(value, "__name__", None), sys.modules.get("numpy")
    is_found = type(name) is str and callable(value) and numpy is not None and numpy.__dict__.get(name) is value
    return f"numpy:{name}" if is_found else ""


def find_origin(origin: str) -> Any:
    """Return what is there."""
    if ":" in origin:
        return find_function(origin)
    __import__(origin)
    return sys.modules[origin]


def find_function(full: str) -> Any:
    """Return the function of that name."""
    module, _, path = full.partition(":")
    __import__(module)
    return _walk(sys.modules[module], path)


def _walk(owner: Any, path: str) -> Any:
    for part in path.split("."):
        owner = getattr(owner, part, None)
    return owner
