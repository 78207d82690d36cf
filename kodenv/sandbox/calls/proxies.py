"""Stand-ins for the classes and objects of the other end: each use of one is a question over the channel."""

from __future__ import annotations

import sys
from typing import Any

from kodenv.sandbox.calls import awaiting, equality, held
from kodenv.sandbox.calls.codec import Malformed, text
from kodenv.sandbox.calls.peer import Peer, Ref
from kodenv.sandbox.calls.shapes import IMMUTABLE, LEFT, MEMORY, OF_ROOTS, OWN_AFFAIR, SPOOFED, VIEWS, Shape

REF = "#ref"  # no attribute of a program's: it is no identifier
_get = object.__getattribute__


class ProxyMeta(type):
    """The class of proxy classes: what is done to the class itself is done at the other end."""

    def __new__(meta, name: str, bases: tuple[type, ...], names: dict[str, Any], **options: Any) -> Any:
        """Make a class of a class statement of the tests', and its counterpart at the other end."""
        made = type.__new__(meta, name, bases, names)
        if any(hasattr(base, "#peer") for base in bases):
            _derive(made, bases, names)
        return made

    def __init__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any], **options: Any) -> None:
        type.__init__(cls, name, bases, names)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make an instance at the other end."""
        return peer_of(cls).ask("call", cls, args, kwargs or None)

    def __getattr__(cls, name: str) -> Any:
        return _class_may_speak(cls, name).ask("get", cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        if isinstance(value, (Static, Value)) or getattr(value, "__code__", None) is _FORWARD:
            peer_of(cls).ask("put back", cls, name)  # a patch ends
            type.__setattr__(cls, name, value)
            return
        peer_of(cls).ask("set", cls, name, value)
        type.__setattr__(cls, name, Value(name))

    def __delattr__(cls, name: str) -> None:
        peer_of(cls).ask("del", cls, name)
        if name in cls.__dict__:
            type.__delattr__(cls, name)

    def __getitem__(cls, key: Any) -> Any:
        return peer_of(cls).ask("do", "getitem", cls, key)

    def __iter__(cls) -> Any:
        return peer_of(cls).ask("do", "iter", cls)

    def __len__(cls) -> int:
        count: int = peer_of(cls).ask("do", "len", cls)
        return count

    def __contains__(cls, value: Any) -> bool:
        return bool(_class_may_speak(cls, "__contains__").ask("do", "contains", cls, value))

    def __bool__(cls) -> bool:
        return True

    def __dir__(cls) -> Any:
        return peer_of(cls).ask("do", "dir", cls)

    def __or__(cls, other: Any) -> Any:
        import typing

        return typing.Union[cls, other]  # noqa: UP007 - runs on CPython 3.9

    def __repr__(cls) -> str:
        return text_of(peer_of(cls).ask("do", "repr", cls))


def _derive(cls: Any, bases: tuple[type, ...], names: dict[str, Any]) -> None:
    """Let the other end make the counterpart of a class that the tests derive from one of its classes."""
    peer = peer_of(cls)
    members = [(name, value) for name, value in names.items() if name not in _CLASS_STATEMENT]
    theirs = tuple([base for base in bases if base is not Proxy])
    number = peer.ask("derive", cls.__name__, theirs, members)
    type.__setattr__(cls, "#number", number)
    peer.derived(number, cls)


_CLASS_STATEMENT = frozenset({"__module__", "__qualname__", "__classcell__", "__dict__", "__weakref__"})


def peer_of(cls: type) -> Peer:
    """Return the channel of a proxy class, or of a class of the tests' that is derived from one."""
    peer: Peer = type.__getattribute__(cls, "#peer")
    return peer


def _class_may_speak(cls: type, name: str) -> Peer:
    """Return the channel of a class that may answer in this case.

    Raises:
        AttributeError: If it may not: where the reference's classes were asked nothing, a class is no plain data.
    """
    peer = peer_of(cls)
    if name not in equality.HARMLESS and not peer.rules.lets_classes_speak(name):
        raise AttributeError(f"class {cls.__name__!r} has no {name!r} here: the reference solution gives plain data")
    return peer


def _method(name: str, owner: list[type], is_free: bool) -> Any:
    is_held = name in held.QUESTIONS

    def forward(self: Any, *args: Any, **kwargs: Any) -> Any:
        ref = _get(self, REF)
        cls = type(self)
        if not is_free and not ref.peer.rules.lets_objects_speak(name):
            return equality.answer_from_content(self, name, args, kwargs)
        if is_held and not ref.peer.rules.lets_contain():
            return equality.answer_as_plain(self, name, args)
        if cls is owner[0] or getattr(cls, name, None) is forward:
            return ref.peer.ask("method", ref, name, args, kwargs or None)
        return ref.peer.ask("unbound", owner[0], name, ref, args, kwargs or None)

    forward.__name__ = name
    forward.__qualname__ = f"{owner[0].__qualname__}.{name}" if owner else name
    return forward


_FORWARD = _method("", [], True).__code__


def _may_speak(proxy: Any, name: str) -> bool:
    return bool(_get(proxy, REF).peer.rules.lets_objects_speak(name))


class Static:
    """A static or class method."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, cls: Any) -> Any:
        name, target = self.name, cls if instance is None else instance
        peer = peer_of(cls) if instance is not None else _class_may_speak(cls, name)
        if instance is not None and not _may_speak(instance, name):
            return equality.attribute_of_content(instance, name)

        def forward(*args: Any, **kwargs: Any) -> Any:
            return peer.ask("method", target, name, args, kwargs or None)

        forward.__name__ = name
        return forward


class Value:
    """Any other attribute: read at the other end each time."""

    __slots__ = ("is_free", "name")

    def __init__(self, name: str, is_free: bool = False) -> None:
        self.name, self.is_free = name, is_free

    def __get__(self, instance: Any, cls: Any) -> Any:
        if instance is not None and not self.is_free and not _may_speak(instance, self.name):
            return equality.attribute_of_content(instance, self.name)
        peer = peer_of(cls) if instance is not None else _class_may_speak(cls, self.name)
        return peer.ask("get", cls if instance is None else instance, self.name)


class Doc:
    """The docstring of a class, known here, or of an object, which may have one of its own."""

    __slots__ = ("text",)

    def __init__(self, text: str | None) -> None:
        self.text = text

    def __get__(self, instance: Any, cls: Any) -> Any:
        return self.text if instance is None else peer_of(cls).ask("get", instance, "__doc__")


_TEXTS = frozenset({"__name__", "__qualname__"})
"""What any object tells of itself."""


def make_class(peer: Peer, number: int, shape: Shape, bases: list[type]) -> type:
    """Return the proxy class of a described class; ``bases`` are those of its bases that this end has."""
    real = _real_class(text(shape.get("w", "")))
    spoofed = SPOOFED.get(shape.get("w", ""))
    names: dict[str, Any] = {"__module__": text(shape["m"]), "__qualname__": text(shape["q"])}
    names["__doc__"] = Doc(text(shape["d"]) if "d" in shape else None)
    owner: list[type] = []
    if spoofed is not None:
        names["__class__"] = _claim(spoofed)
        _cover(names, spoofed, owner, spoofed not in VIEWS)
        names["#view"] = spoofed in VIEWS
    for base in [*bases, *([real] if real else [])]:
        if not isinstance(base, ProxyMeta) and base not in IMMUTABLE and not issubclass(base, BaseException):
            _cover(names, base, owner, False)
    for name, kind in shape["a"] if spoofed is None else ():
        if type(name) is str and name not in OWN_AFFAIR | MEMORY and name[:1] != "#":
            is_free = name in equality.HARMLESS
            made = (
                _method(name, owner, is_free) if kind == "m" else Static(name) if kind == "s" else Value(name, is_free)
            )
            names[name] = made
    plain = next((one for base in bases for one in base.__mro__ if one in IMMUTABLE), None)
    names.update(equality.methods(shape, plain))
    is_error = any(issubclass(base, BaseException) for base in bases)
    if is_error:
        for name in ("args", "with_traceback", "add_note", "__traceback__", "__cause__", "__context__"):
            names.pop(name, None)
    names["__dict__"] = property(_attributes)
    if "__await__" in names:
        names["__await__"] = awaiting.await_there
    root = ProxyError if is_error else Proxy
    names["__getattribute__"] = (BaseException if is_error else object).__getattribute__
    for name in OF_ROOTS & root.__dict__.keys():  # whatever the real bases have of them
        names.setdefault(name, root.__dict__[name])
    cls = _build(shape["n"], root, bases, real, names)
    owner.append(cls)
    type.__setattr__(cls, "#peer", peer)
    type.__setattr__(cls, "#number", number)
    return cls


def _build(name: str, root: type, bases: list[type], real: type | None, names: dict[str, Any]) -> type:
    """Create a class with as many of the bases as fit together."""
    wanted = [*bases, *([real] if real is not None else [])]
    if not any(issubclass(base, root) for base in bases):
        wanted.insert(0, root)
    names, claims = dict(names), False
    while True:
        try:
            metas = {type(base) for base in wanted} | {ProxyMeta}
            meta = _meta(frozenset(metas))
            made: type = type.__new__(meta, text(name), tuple(wanted), dict(names))
            if not issubclass(made, (BaseException, *IMMUTABLE)):
                object.__setattr__(_blank(made), REF, None)
            return made
        except Exception:  # some real classes take no part in this, each with an exception of its own
            if len(wanted) == 1:
                raise
            left = wanted.pop()
            if not isinstance(left, ProxyMeta) and not claims:  # the last is the most special
                claims = True
                names["__class__"] = _claim(left)


def _claim(real: type) -> Any:
    """Return the ``__class__`` that tells ``isinstance`` of a class that cannot be derived from."""
    return property(lambda self: real)


_metas: dict[frozenset[type], Any] = {}


def _meta(metas: frozenset[type]) -> Any:
    if metas not in _metas:
        others = [
            one for one in metas if one is not type and not any(o is not one and issubclass(o, one) for o in metas)
        ]
        ordered = sorted(others, key=lambda one: not issubclass(one, ProxyMeta))
        _metas[metas] = ordered[0] if len(ordered) == 1 else type("ProxyMeta", tuple(ordered), {})
    return _metas[metas]


def _cover(names: dict[str, Any], real: type, owner: list[type], is_free: bool) -> None:
    """Let nothing of a real class run here: each of its names goes to the other end."""
    for cls in real.__mro__:
        if cls is object:
            continue
        for name, value in list(cls.__dict__.items()):
            if name in names or name in LEFT or name in MEMORY:
                continue
            if name == "__class__":
                names[name] = object.__dict__[name]  # what a real class says of its own must not run
                continue
            free = is_free or name in equality.HARMLESS
            is_method = callable(value) and not isinstance(value, type)
            names[name] = _method(name, owner, free) if is_method else Value(name, free)


def _real_class(full: str) -> type | None:
    """Return the class of that name if its module is one of the interpreter's own and loaded here."""
    module, _, name = full.partition(":")
    if not name or module.partition(".")[0] not in getattr(sys, "stdlib_module_names", ()):
        return None
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) else None


class Proxy(metaclass=ProxyMeta):
    """An object of the other end's."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name in MEMORY:
            raise AttributeError(name)
        if name in _TEXTS:
            return text_of(_get(self, REF).peer.ask("get", self, name))
        if not _may_speak(self, name):
            return equality.attribute_of_content(self, name)
        return _get(self, REF).peer.ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _get(self, REF).peer.ask("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        _get(self, REF).peer.ask("del", self, name)

    def __repr__(self) -> str:
        return text_of(_get(self, REF).peer.ask("do", "repr", self))

    def __str__(self) -> str:
        return text_of(_get(self, REF).peer.ask("do", "str", self))

    def __format__(self, spec: str) -> str:
        return text_of(_get(self, REF).peer.ask("do", "format", self, spec))

    def __dir__(self) -> Any:
        return _get(self, REF).peer.ask("do", "dir", self)

    def __copy__(self) -> Any:
        return _get(self, REF).peer.ask("do", "copy", self)

    def __deepcopy__(self, memo: Any) -> Any:
        return _get(self, REF).peer.ask("do", "deepcopy", self)


def _attributes(self: Any) -> Any:
    return _get(self, REF).peer.ask("get", self, "__dict__")


class ProxyError(BaseException, metaclass=ProxyMeta):
    """An exception of a class of the other end's."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return _get(self, REF).peer.ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[:2] == "__" or name == "args":
            BaseException.__setattr__(self, name, value)
        else:
            _get(self, REF).peer.ask("set", self, name, value)

    def __str__(self) -> str:
        return text_of(_get(self, REF).peer.ask("do", "str", self))

    def __repr__(self) -> str:
        return text_of(_get(self, REF).peer.ask("do", "repr", self))


def make_instance(peer: Peer, cls: Any, number: int, content: Any) -> Any:
    """Return a new proxy; ``content`` is the value of an instance of a class derived from a plain type."""
    base = next((one for one in cls.__mro__ if one in IMMUTABLE or one is BaseException), object)
    made: Any
    if base is BaseException:
        made = _layout(cls).__new__(cls, *content)
        BaseException.__setattr__(made, "args", tuple(content))
    elif base in IMMUTABLE:
        if type(content) is not base:
            raise Malformed("expected the value of an instance")
        made = base.__new__(cls, content)
    else:
        made = _blank(cls)
    object.__setattr__(made, REF, Ref(peer, number))
    return made


def _blank(cls: Any) -> Any:
    """Return an instance of which nothing was initialised."""
    return _layout(cls).__new__(cls)


def _layout(cls: Any) -> Any:
    """Return the class of the interpreter's own that says how instances are laid out."""
    return next(base for base in cls.__mro__ if not base.__flags__ & _HEAP_TYPE)


_HEAP_TYPE = 1 << 9


def number_of(proxy: Any) -> int:
    """Return the handle that a proxy stands for."""
    number: int = _get(proxy, REF).number
    return number


def number_of_class(cls: type) -> int:
    """Return the handle of the class that a proxy class stands for."""
    number: int = cls.__dict__["#number"]
    return number


def text_of(value: Any) -> str:
    """Return a text that the other end gave.

    Raises:
        TypeError: If it gave something else.
    """
    if not isinstance(value, str):
        raise TypeError(f"__str__ returned non-string (type {type(value).__name__})")
    return str(value)
