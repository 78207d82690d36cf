"""What a program may do with the objects that the tests handed to it: use them, not look behind them."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.calls import known, operations, undoing
from kodenv.sandbox.calls.peer import Peer

_DUNDERS_TEXT = (
    "__call__ __len__ __iter__ __next__ __reversed__ __contains__ __getitem__ __setitem__ __delitem__ __missing__ "
    "__enter__ __exit__ __aenter__ __aexit__ __await__ __aiter__ __anext__ __bool__ __int__ __float__ __complex__ "
    "__index__ __round__ __trunc__ __floor__ __ceil__ __abs__ __neg__ __pos__ __invert__ __hash__ __eq__ __ne__ __lt__ "
    "__le__ __gt__ __ge__ __add__ __sub__ __mul__ __matmul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__ "
    "__lshift__ __rshift__ __and__ __xor__ __or__ __radd__ __rsub__ __rmul__ __rmatmul__ __rtruediv__ __rfloordiv__ "
    "__rmod__ __rdivmod__ __rpow__ __rlshift__ __rrshift__ __rand__ __rxor__ __ror__ __iadd__ __isub__ __imul__ "
    "__imatmul__ __itruediv__ __ifloordiv__ __imod__ __ipow__ __ilshift__ __irshift__ __iand__ __ixor__ __ior__ "
    "__repr__ __str__ __format__ __bytes__ __length_hint__ __get__ __set__ __delete__ __set_name__ __fspath__ "
    "__init__ __name__ __qualname__ __doc__ __module__ __members__ __copy__ __deepcopy__"
)
DUNDERS = frozenset(_DUNDERS_TEXT.split())
_CLOSED = (types.FrameType, types.CodeType, types.TracebackType, types.ModuleType)
_TESTING = known.TESTING - {"solution", "test_solution", "conftest"}
"""What the tests run on: its objects are theirs alone, but for mocks."""
_MOCKS = "unittest.mock"
_OF_MOCKS_TEXT = (
    "configure_mock attach_mock mock_add_spec reset_mock side_effect return_value mock_calls method_calls "
    "call_args_list __init__"
)
_OF_MOCKS = frozenset(_OF_MOCKS_TEXT.split())
_OF_CLASSES = frozenset({"mro", "register"})
_PLAIN = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_TEXTS = frozenset({"__name__", "__qualname__", "__doc__", "__module__"})
_FUNCTION_NAMES = _TEXTS | {"__call__", "__get__"}
_RUNNING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
_DO = frozenset({"getitem", "iter", "len", "contains", "repr", "str", "format", "hash", "copy", "fields", "content"})


def allow(target: Any, name: Any) -> str:
    """Return the name of an attribute that a program may use.

    Raises:
        AttributeError: If it may not.
    """
    kind = type(target)
    if type(name) is str and not _is_closed(target):
        is_public = name[:1] != "_" or name in DUNDERS
        if issubclass(kind, _PLAIN):
            is_public = name in _FUNCTION_NAMES
        elif issubclass(kind, _RUNNING):
            is_public = name in ("send", "throw", "close", "asend", "athrow", "aclose") or name in DUNDERS
        elif issubclass(kind, type):
            is_public = is_public and name not in _OF_CLASSES
        elif _is_mock(target):
            is_public = is_public and name not in _OF_MOCKS and name[:6] != "assert"
        if is_public:
            return name
    raise AttributeError(f"{kind.__name__!r} object of the tests has no attribute {str(name)[:100]!r} here")


def _is_closed(target: Any) -> bool:
    """Return whether nothing is done with an object: it leads into the interpreter, or to what the tests run on."""
    kind = type(target)
    if issubclass(kind, _CLOSED) or _is_testing(kind):
        return True
    return issubclass(kind, type) and _is_testing(target)


def _is_testing(kind: type) -> bool:
    """Return whether a class, or one that it derives from, belongs to what the tests run on, and is no mock."""
    tops = {str(cls.__module__).partition(".")[0] for cls in kind.__mro__}
    return not tops.isdisjoint(_TESTING) and not _is_mock_class(kind)


def _is_mock_class(kind: type) -> bool:
    mock = sys.modules.get(_MOCKS)
    return mock is not None and issubclass(kind, mock.NonCallableMock)


def _is_mock(target: Any) -> bool:
    return _is_mock_class(type(target))


def handed_over(peer: Peer, operation: str, operands: list[Any]) -> None:
    """Refuse to act on anything that this end did not hand over itself: what a message names or brings stays as it is.

    Raises:
        TypeError: If one of the objects acted on is none of this end's.
    """
    for place in _TARGETS.get(operation, ()):
        if place >= len(operands) or id(operands[place]) not in peer.handles:
            raise TypeError(f"{operation!r} is done with objects of the tests only")


_TARGETS = {
    "call": (0,),
    "method": (0,),
    "unbound": (0, 2),
    "get": (0,),
    "set": (0,),
    "del": (0,),
    "do": (1,),
    "task": (0,),
}


def _call(peer: Peer, target: Any, args: Any, kwargs: Any) -> Any:
    if issubclass(type(target), type) and known.is_installed(target):
        raise TypeError(f"{target.__name__!r} is not called in the tests' process")
    if _is_closed(target):
        raise TypeError("this object of the tests cannot be called here")
    return operations.call(peer, target, args, kwargs)


def _get(peer: Peer, target: Any, name: str) -> Any:
    value = getattr(target, allow(target, name))
    if name in _TEXTS and type(value) is not str:
        raise AttributeError(name)
    return value


def _method(peer: Peer, target: Any, name: str, args: Any, kwargs: Any) -> Any:
    allow(target, name)
    return _used(peer, target, name, getattr(target, name), args, kwargs)


def _unbound(peer: Peer, cls: Any, name: str, target: Any, args: Any, kwargs: Any) -> Any:
    if not issubclass(type(cls), type) or not issubclass(type(target), cls):
        raise TypeError("expected a class and its instance")
    allow(cls, allow(target, name))
    return _used(peer, target, name, getattr(cls, name), (target, *args), kwargs)


def _used(peer: Peer, target: Any, name: str, method: Any, args: Any, kwargs: Any) -> Any:
    """Call a method of an object of the tests', and see whether that changed what it is or holds."""
    if name == "__init__":
        peer.changing(target, name)
    before = undoing.content(target)
    try:
        return method(*args, **kwargs or {})
    finally:
        peer.used(target, before)


def _set(peer: Peer, target: Any, name: str, value: Any) -> None:
    _may_change(target, name)
    if _is_mock(target) and not _is_plain(value):
        raise AttributeError(f"attribute {name!r} of a mock of the tests takes plain data only")
    peer.changing(target, name)
    setattr(target, name, value)


def _is_plain(value: Any) -> bool:
    """Return whether a value holds nothing but numbers and texts."""
    if type(value) in (list, tuple, set, frozenset):
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(map(_is_plain, value)) and all(map(_is_plain, value.values()))
    return type(value) in (type(None), bool, int, float, complex, str, bytes)


def _delete(peer: Peer, target: Any, name: str) -> None:
    _may_change(target, name)
    peer.changing(target, name)
    delattr(target, name)


def _may_change(target: Any, name: str) -> None:
    """Refuse to replace what the tests themselves go by: methods, mocks' records, anything of a class."""
    allow(target, name)
    held = getattr(type(target), name, None)
    is_of_mock = _is_mock(target) and (name in dir(sys.modules[_MOCKS].MagicMock) or name in target._mock_children)
    if (
        issubclass(type(target), (type, *_PLAIN))
        or name[:2] == "__"
        or name[:6] == "assert"
        or is_of_mock
        or callable(held)
    ):
        raise AttributeError(f"attribute {name!r} of an object of the tests cannot be changed here")


def _do(peer: Peer, name: str, target: Any, *operands: Any) -> Any:
    if name not in _DO or _is_closed(target):
        raise TypeError(f"{str(name)[:100]!r} is not done with an object of the tests")
    if name == "fields":
        return tuple([getattr(target, allow(target, one)) for one in operands[0]])
    return operations.DO[name](target, *operands)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": _call, "method": _method, "unbound": _unbound, "get": _get, "set": _set, "del": _delete,
    "do": _do,
}  # fmt: skip
