"""How a class is described to the other end: its name, bases and the names that it defines; no code, no values."""

from __future__ import annotations

import collections
import sys
import types
from typing import Any

Shape = dict[str, Any]

_METHODS = (
    types.FunctionType, types.BuiltinFunctionType, types.WrapperDescriptorType, types.MethodDescriptorType,
    types.MethodType,
)  # fmt: skip
_BOUND = (staticmethod, classmethod, types.ClassMethodDescriptorType)
_OWN_AFFAIR_TEXT = (
    "__dict__ __weakref__ __module__ __doc__ __qualname__ __name__ __slots__ __class__ __getattribute__ __setattr__ "
    "__delattr__ __getattr__ __init_subclass__ __subclasshook__ __class_getitem__ __abstractmethods__ _abc_impl "
    "__new__ __del__ __parameters__ __orig_bases__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __sizeof__ "
    "__eq__ __ne__ __hash__ __repr__ __str__ __format__ __dir__ __copy__ __deepcopy__ __dataclass_fields__ "
    "__dataclass_params__ __annotations__ __static_attributes__ __firstlineno__ __annotate__ __annotate_func__ "
    "__annotations_cache__ __instancecheck__ __subclasscheck__ __prepare__ __mro_entries__"
)
OWN_AFFAIR = frozenset(_OWN_AFFAIR_TEXT.split())
"""Names that no proxy class takes over one by one."""

_LEFT_TEXT = (
    "__dict__ __weakref__ __module__ __doc__ __qualname__ __slots__ __getattribute__ __setattr__ "
    "__delattr__ __getattr__ __init_subclass__ __subclasshook__ __class_getitem__ __abstractmethods__ _abc_impl "
    "__new__ __del__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __sizeof__ __eq__ __ne__ __hash__ __repr__ "
    "__str__ __format__ __dir__ __copy__ __deepcopy__ __parameters__ __orig_bases__ __init__ "
    "__annotations__ __static_attributes__ __firstlineno__"
)
LEFT = frozenset(_LEFT_TEXT.split())
"""Names of real bases that are not handed on one by one."""

_OF_ROOTS_TEXT = (
    "__getattr__ __setattr__ __delattr__ __repr__ __str__ __format__ __dir__ __copy__ __deepcopy__ __init_subclass__ "
    "__reduce__ __reduce_ex__"
)
OF_ROOTS = frozenset(_OF_ROOTS_TEXT.split())
"""What every proxy class takes from the root of proxies, whatever its real bases have."""

_MEMORY_TEXT = (
    "__array_interface__ __array_struct__ __array_function__ __buffer__ __release_buffer__ __dlpack__ "
    "__dlpack_device__ __cuda_array_interface__ __arrow_c_array__ __arrow_c_stream__ __arrow_c_schema__ "
    "__dataframe__ _as_parameter_"
)
MEMORY = frozenset(_MEMORY_TEXT.split())
"""Names by which an object tells where in memory its data are, or takes a library's functions over."""

_ITERATED: tuple[Any, ...] = ([], (), {}, set(), "", b"", range(0))
SPOOFED: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FunctionType, types.MethodType,
        types.BuiltinFunctionType, types.MappingProxyType, type({}.keys()), type({}.values()), type({}.items()),
        zip, map, filter, enumerate, reversed, memoryview,
        *map(type, map(iter, _ITERATED)),
    )
}  # fmt: skip
"""Types of the interpreter's that cannot be derived from; ``isinstance`` is told by ``__class__``."""

VIEWS = frozenset({types.MappingProxyType, type({}.keys()), type({}.values()), type({}.items()), memoryview})
"""Those of them that can be asked what they hold: questions in which a liar sees what the test expects."""

IMMUTABLE = (int, float, complex, str, bytes, tuple, frozenset)
"""Types whose instances of derived classes carry their value with them."""
_PLAIN_MODULES_TEXT = "collections collections.abc datetime decimal _pydecimal fractions uuid pathlib"
_PLAIN_MODULES = frozenset(_PLAIN_MODULES_TEXT.split())
"""Whose classes compare by what they hold."""
_ORDERED: Any = collections.OrderedDict()
_VIEWS: tuple[Any, ...] = (types.MappingProxyType, memoryview)
_VIEWS += (type({}.keys()), type({}.items()), type(_ORDERED.keys()), type(_ORDERED.items()))
CONTAINERS = (list, dict, set, bytearray)

MODULE_SHAPE: Shape = {
    "n": "module",
    "q": "module",
    "m": "builtins",
    "b": [],
    "a": [],
    "e": "identity",
    "h": "identity",
}
"""Of modules that only the other end has."""


def describe(cls: type, node_of_class: Any, hides_private: bool) -> Shape:
    """Describe a class.

    Args:
        cls: Which.
        node_of_class: Called with each base; returns how to mention it.
        hides_private: Leave out names that begin with one underscore.
    """
    shape: Shape = {"n": cls.__name__, "q": cls.__qualname__, "m": str(cls.__module__)}
    shape["b"] = [node_of_class(base) for base in cls.__bases__ if base is not object]
    names = [(name, _kind_of(value)) for name, value in list(cls.__dict__.items()) if name not in OWN_AFFAIR]
    if hides_private:
        names = [one for one in names if one[0][:1] != "_" or one[0][:2] == "__"]
    shape["a"] = [[name, kind] for name, kind in names if type(name) is str]
    if not hides_private and type(cls.__doc__) is str:
        shape["d"] = cls.__doc__[:10000]
    shape["e"] = equality_of(cls)
    if shape["e"] == "fields":
        shape["f"] = [name for name, field in cls.__dataclass_fields__.items() if field.compare]  # type: ignore[attr-defined]
    shape["h"] = hash_of(cls)
    known = _real_name(cls)
    if known:
        shape["w"] = known
    return shape


def _kind_of(value: Any) -> str:
    if isinstance(value, _BOUND):
        return "s"
    if isinstance(value, _METHODS) or (callable(value) and not isinstance(value, type) and _is_wrapped(value)):
        return "m"
    return "v"


def _is_wrapped(value: Any) -> bool:
    return hasattr(value, "__wrapped__") and hasattr(type(value), "__get__")


def _real_name(cls: type) -> str:
    """Return ``module:name`` of a class that an import finds, or a name in :data:`SPOOFED`."""
    module, name = cls.__module__, cls.__qualname__
    if module == "builtins" and SPOOFED.get(name) is cls:
        return name
    if type(module) is not str or module in ("solution", "__main__"):
        return ""
    found = sys.modules.get(module)
    return f"{module}:{name}" if found is not None and getattr(found, name, None) is cls else ""


def equality_of(cls: type) -> str:
    """Return who decides whether an instance equals another object.

    Returns:
        ``identity``; ``content`` (that of the plain type it derives from); ``fields`` (a dataclass's); ``own``.
    """
    for base in cls.__mro__:
        if "__eq__" not in base.__dict__:
            continue
        if base is object:
            return "identity"
        if base in IMMUTABLE or base in CONTAINERS or base.__module__ in _PLAIN_MODULES or base in _VIEWS:
            return "content"
        function = base.__dict__["__eq__"]
        fields = base.__dict__.get("__dataclass_fields__")
        code = getattr(function, "__code__", None)
        if fields is not None and (code is None or code.co_filename == "<string>"):
            return "fields"
        return "identity" if base.__module__ == "enum" else "own"
    return "identity"


def hash_of(cls: type) -> str:
    """Return ``none``, ``identity`` or ``own``."""
    function = getattr(cls, "__hash__", None)
    if function is None:
        return "none"
    return "identity" if function is object.__hash__ else "own"


def content_of(base: type, value: Any) -> Any:
    """Return the plain value of an instance of a class derived from one of :data:`IMMUTABLE`."""
    if base is str:
        return str.__str__(value)
    if base is tuple:
        return tuple(tuple.__iter__(value))
    if base is frozenset:
        return frozenset(frozenset.__iter__(value))
    if base is bytes:
        return bytes.__getitem__(value, slice(None))
    return getattr(base, {int: "__int__", float: "__float__", complex: "__pos__"}[base])(value)
