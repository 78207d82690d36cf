"""Who decides whether an object of the program's equals something: see docs/equality.md for the rules."""

from __future__ import annotations

import collections
import random
from collections.abc import Callable
from typing import Any

from kodenv.sandbox.calls import held, stdlib_types
from kodenv.sandbox.calls.codec import Malformed, text
from kodenv.sandbox.calls.rules import Rules
from kodenv.sandbox.calls.shapes import CONTAINERS, IMMUTABLE, Shape, content_of

_get = object.__getattribute__
_DECOYS = 5
_random = random.SystemRandom()  # the program's process was forked with the same ``random`` as this one


_HARMLESS_TEXT = (
    "__call__ __iter__ __next__ __len__ __getitem__ __reversed__ __enter__ __exit__ __bool__ __int__ __float__ "
    "__complex__ __index__ __hash__ __await__ __aiter__ __anext__ __aenter__ __aexit__ __init__ __get__ __set__ "
    "__delete__ __set_name__ send throw close asend athrow aclose"
)
HARMLESS = frozenset(_HARMLESS_TEXT.split())
"""Questions that do not tell the object what the test expects, and whose answers are judged again."""


def answer_as_plain(proxy: Any, name: str, args: Any) -> Any:
    """Answer a question about what an object contains that stands where the reference gives plain data."""
    return held.answer(proxy, name, args, _content_of)


def answer_from_content(proxy: Any, name: str, args: Any, kwargs: Any) -> Any:
    """Answer for an object that may not speak: what it holds answers if that is plain data.

    Raises:
        TypeError: If it is not.
    """
    content = held.of(proxy, _content_of)
    if content is not None and hasattr(type(content), name):
        return getattr(content, name)(*args, **kwargs or {})
    raise TypeError(_refusal(proxy, name))


def attribute_of_content(proxy: Any, name: str) -> Any:
    """Return an attribute of an object that may not speak, as :func:`answer_from_content` does.

    Raises:
        AttributeError: If what it holds has none.
    """
    content = held.of(proxy, _content_of)
    if content is not None and hasattr(type(content), name):
        return getattr(content, name)
    raise AttributeError(_refusal(proxy, name))


def _content_of(proxy: Any) -> Any:
    cls: Any = type(proxy)
    plain = next((base for base in cls.__mro__ if base in IMMUTABLE), None)
    if plain is not None:
        return content_of(plain, proxy)
    is_view = cls.__dict__.get("#view", False)
    if is_view or cls.__eq__ is _content_eq or any(issubclass(cls, base) for base in CONTAINERS):
        content = _get(proxy, "#ref").peer.ask("do", "content", proxy)
        if _is_content(content):
            return content
    return None


def _refusal(proxy: Any, name: str) -> str:
    return f"{type(proxy).__name__!r} object has no {name!r} here: the reference solution gives plain data"


def methods(shape: Shape, plain: Any) -> dict[str, Any]:
    """Return the ``__eq__``, ``__ne__`` and ``__hash__`` of a proxy class; no other class's are ever inherited.

    Args:
        shape: What the other end says of the class.
        plain: The plain type whose value its instances carry, or None.

    Raises:
        Malformed: If it says what no program of ours says.
    """
    kind, hashed = shape["e"], shape["h"]
    if kind not in _EQUALITIES or hashed not in ("none", "identity", "own"):
        raise Malformed("expected a kind of equality")
    names: dict[str, Any] = {"__eq__": _EQUALITIES[kind], "__ne__": _ne}
    if kind == "fields":
        fields = tuple([text(one) for one in shape["f"]])
        names["__eq__"] = lambda self, other: _fields_eq(self, other, fields)
    elif kind == "content" and plain is not None:
        names["__eq__"] = lambda self, other: _plain_eq(self, other, plain)
    if hashed == "none":
        names["__hash__"] = None
    elif hashed == "identity":
        names["__hash__"] = object.__hash__
    else:
        names["__hash__"] = plain.__hash__ if plain is not None and kind == "content" else _own_hash
    return names


def _ne(self: Any, other: Any) -> Any:
    equal = self.__eq__(other)
    return equal if equal is NotImplemented or type(equal) is not bool else not equal


def _note(self: Any) -> None:
    """Note in the reference's run that an object was compared, whoever decides: another solution may do it itself."""
    rules: Rules = _get(self, "#ref").peer.rules
    if rules.own_equality is None:
        rules.used.add(rules.case)


def _identity_eq(self: Any, other: Any) -> Any:
    _note(self)
    return True if self is other else NotImplemented


def _plain_eq(self: Any, other: Any, plain: Any) -> Any:
    _note(self)
    return plain.__eq__(self, other)


def _own_hash(self: Any) -> int:
    return hash(_get(self, "#ref").peer.ask("do", "hash", self))


def _fields_eq(self: Any, other: Any, fields: tuple[str, ...]) -> Any:
    _note(self)
    if type(other) is not type(self):
        return NotImplemented
    if self is other:
        return True
    ask = _get(self, "#ref").peer.ask
    return bool(ask("do", "fields", self, fields) == ask("do", "fields", other, fields))


def _content_eq(self: Any, other: Any) -> Any:
    _note(self)
    if self is other:
        return True
    mine = _get(self, "#ref").peer.ask("do", "content", self)
    theirs: Any = type(other).__eq__
    if theirs is _content_eq:
        other = _get(other, "#ref").peer.ask("do", "content", other)
    return mine.__eq__(other) if _is_content(mine) else NotImplemented


def _own_eq(self: Any, other: Any) -> Any:
    if self is other:
        return True
    peer = _get(self, "#ref").peer
    rules: Rules = peer.rules
    kin = _kin_of(peer, self, other)
    if rules.own_equality is None:
        rules.used.add(rules.case)
        if len(kin) >= _KIN_NEEDED and all(_says_equal(peer, self, one) for one in kin):
            rules.used_same.add(rules.case)
        return peer.ask("method", self, "__eq__", (other,), None)
    if rules.case not in rules.own_equality:
        return NotImplemented
    kin = [] if len(kin) < _KIN_NEEDED or rules.lets_be_same() else kin
    decoys = [object(), *_perturbed(other)]
    questions = [other, *decoys, *kin]
    _random.shuffle(questions)
    answer: Any = NotImplemented
    believed, same = True, 0
    for question in questions:
        if question is other:
            answer = peer.ask("method", self, "__eq__", (other,), None)
            continue
        is_equal = _says_equal(peer, self, question)
        if type(question) is type(self):
            same += is_equal
        else:
            believed = not is_equal and believed
    return answer if believed and 2 * same <= len(kin) else False


_EQUALITIES: dict[str, Any] = {"identity": _identity_eq, "content": _content_eq, "fields": None, "own": _own_eq}
_CONTENTS = (
    *CONTAINERS,
    bytes,
    collections.deque,
    collections.OrderedDict,
    collections.defaultdict,
    collections.Counter,
)


def _is_content(value: Any) -> bool:
    return type(value) in _CONTENTS or stdlib_types.is_named(type(value))


_KIN_NEEDED = 2


def _kin_of(peer: Any, proxy: Any, other: Any) -> list[Any]:
    """Return some more objects that the tests have of the class of both sides."""
    cls = type(proxy)
    if type(other) is not cls:
        return []
    alive = [one for one in list(peer.proxies.values()) if type(one) is cls and one is not proxy and one is not other]
    return alive[: _KIN_NEEDED + 1]


def _says_equal(peer: Any, proxy: Any, decoy: Any) -> bool:
    try:
        answer = peer.ask("method", proxy, "__eq__", (decoy,), None)
        return answer is not NotImplemented and bool(answer)
    except Exception:  # an honest __eq__ may not expect such an object
        return False


def _perturbed(value: Any) -> list[Any]:
    """Return copies of plain data, each wrong in one place."""
    change = _CHANGES.get(type(value))
    if change is None:
        return []
    found: list[Any] = []
    for _ in range(_DECOYS):
        made = change(value)
        if made != value and made not in found:
            found.append(made)
    return found


def _change_one(values: list[Any]) -> list[Any]:
    """Return the values with one changed that can be, else with one more."""
    places = [k for k, one in enumerate(values) if type(one) in _CHANGES]
    if not places:
        return [*values, _random.randrange(1 << 16)]
    place = _random.choice(places)
    changed = _perturbed(values[place])[:1] or [object()]
    return [*values[:place], *changed, *values[place + 1 :]]


def _change_dict(value: dict[Any, Any]) -> dict[Any, Any]:
    changed = _change_one(list(value.values()))
    keys = [*value, f"k{_random.randrange(1 << 16)}"]
    return {keys[k]: one for k, one in enumerate(changed)}


_CHANGES: dict[type, Callable[[Any], Any]] = {
    bool: lambda v: not v,
    int: lambda v: v + _random.choice((-3, -2, -1, 1, 2, 3)),
    float: lambda v: v * 1.25 + _random.choice((-1.25, 0.75, 1.75)),
    complex: lambda v: v + _random.choice((1, 1j)),
    str: lambda v: v + _random.choice("abcxyz"),
    bytes: lambda v: v + _random.choice((b"a", b"b")),
    type(None): lambda v: _random.randrange(1 << 16),
    list: _change_one,
    tuple: lambda v: tuple(_change_one(list(v))),
    set: lambda v: v | {_random.randrange(1 << 40)},
    frozenset: lambda v: v | {_random.randrange(1 << 40)},
    dict: _change_dict,
}
