"""What objects of the program's hold that stand where the reference gives plain data: it is asked for once.

A list that says one thing when it is counted and another when it is indexed would be all that the tests want. So such
an object is plain data to the tests from the first question on, for as long as a case runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

QUESTIONS = frozenset({"__iter__", "__len__", "__getitem__", "__reversed__", "__next__"})
"""By which a container or an iterator tells what it holds."""
_get = object.__getattribute__
_HELD, _KNOWN, _ENDED, _ORDER = "#held", "#known", "#ended", "#order"
_ABSENT = object()
_PLACES = (int, bool, slice)


def of(proxy: Any, content_of: Callable[[Any], Any]) -> Any:
    """Return what a container of a class of the program's held when it was first asked in this case, or None.

    Args:
        proxy: The stand-in.
        content_of: Returns its content where that is plain data, or None.
    """
    case = _get(proxy, "#ref").peer.rules.case
    known_case, held = _kept(proxy, _HELD, ("", _ABSENT))
    if held is _ABSENT or known_case != case:
        held = content_of(proxy)
        if held is None:
            held = _gone_through(proxy)
        object.__setattr__(proxy, _HELD, (case, held))
        if hasattr(type(held), "__len__") and not len(held):
            _get(proxy, "#ref").peer.rules.note_empty()
    return held


def answer(proxy: Any, name: str, args: Any, content_of: Callable[[Any], Any]) -> Any:
    """Answer one of the questions for an object."""
    if _defines(type(proxy), "__next__"):
        return _answer_of_iterator(proxy, name, args)
    held = of(proxy, content_of)
    if held is None or not hasattr(type(held), name) or (name == "__getitem__" and not _has_place(held, args[0])):
        return _asked_once(proxy, name, args)
    if name == "__iter__" and type(held) is set:
        return iter(_in_order(proxy, held))
    return getattr(held, name)(*args)


def _in_order(proxy: Any, held: set[Any]) -> Any:
    """Return the elements of a set-like view in its own order."""
    case, order = _kept(proxy, _ORDER, ("", None))
    if order is None or case != _get(proxy, "#ref").peer.rules.case:
        order = list(_ask(proxy, "__iter__", ()))
        if len(order) != len(held) or set(order) != held:
            order = list(held)
        object.__setattr__(proxy, _ORDER, (_get(proxy, "#ref").peer.rules.case, order))
    return order


def _has_place(held: Any, key: Any) -> bool:
    """Return whether what is held says itself what is at a key, or that nothing is."""
    return key in held if type(held) is dict else type(key) in _PLACES


def _defines(cls: type, name: str) -> bool:
    return any(name in base.__dict__ for base in cls.__mro__)


def _answer_of_iterator(proxy: Any, name: str, args: Any) -> Any:
    """Let an iterator go on until its end, which it has once."""
    if name == "__iter__":
        return proxy
    if name != "__next__":
        return _asked_once(proxy, name, args)
    if _kept(proxy, _ENDED, False):
        raise StopIteration
    try:
        value = _ask(proxy, name, args)
    except StopIteration:
        if _kept(proxy, _ENDED, None) is None:  # at the first step
            _get(proxy, "#ref").peer.rules.note_empty()
        object.__setattr__(proxy, _ENDED, True)
        raise
    object.__setattr__(proxy, _ENDED, False)
    return value


def _asked_once(proxy: Any, name: str, args: Any) -> Any:
    """Return the first answer to a question about a key."""
    case = _get(proxy, "#ref").peer.rules.case
    known_case, known = _kept(proxy, _KNOWN, ("", None))
    if known is None or known_case != case:
        known = {}
        object.__setattr__(proxy, _KNOWN, (case, known))
    question = name, repr(args) if all(type(one) in (int, str, bool, float, tuple) for one in args) else id(args)
    if question not in known:
        try:
            known[question] = _ask(proxy, name, args)
        except IndexError:
            if args == (0,):
                _get(proxy, "#ref").peer.rules.note_empty()
            raise
    return known[question]


def _gone_through(proxy: Any) -> Any:
    """Return the elements of what can be gone through and is no iterator, by key where it has keys, or None."""
    cls = type(proxy)
    if not _defines(cls, "__iter__") or _defines(cls, "__next__"):
        return None
    elements = list(_ask(proxy, "__iter__", ()))
    return {key: _ask(proxy, "__getitem__", (key,)) for key in elements} if _defines(cls, "keys") else elements


def _ask(proxy: Any, name: str, args: Any) -> Any:
    ref = _get(proxy, "#ref")
    return ref.peer.ask("method", ref, name, args, None)


def _kept(proxy: Any, name: str, default: Any) -> Any:
    try:
        return _get(proxy, name)
    except AttributeError:
        return default
