"""Which arguments a test or fixture must be given."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any


def argument_names(function: Any, is_method: bool) -> tuple[str, ...]:
    """Return the names of the arguments that a test or fixture must be given."""
    real = function
    while hasattr(real, "__wrapped__"):
        real = real.__wrapped__
    if not isinstance(real, FunctionType):
        return _signature_names(function, is_method)
    code = real.__code__
    if not (code.co_argcount or code.co_kwonlyargcount):
        return ()
    positional = code.co_varnames[: code.co_argcount]
    optional = len(real.__defaults__ or ())
    names = list(positional[code.co_posonlyargcount : len(positional) - optional])
    if is_method and not code.co_posonlyargcount:
        names = names[1:]
    defaults = real.__kwdefaults__ or {}
    only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    names += [name for name in only if name not in defaults]
    return tuple(names[_patch_count(function) :] if real is not function else names)


def _signature_names(function: Any, is_method: bool) -> tuple[str, ...]:
    import inspect

    parameters = inspect.signature(function).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    names = [one.name for one in parameters if one.kind in kinds and one.default is inspect.Parameter.empty]
    return tuple(names[1:] if is_method else names)


def _patch_count(function: Any) -> int:
    """Return how many arguments ``mock.patch`` decorators supply."""
    mock = sys.modules.get("unittest.mock")
    patchings = getattr(function, "patchings", ())
    return sum(1 for one in patchings if not one.attribute_name and mock is not None and one.new is mock.DEFAULT)
