"""What does not travel by value: objects, classes, functions, exceptions and modules, as trees and back."""

from __future__ import annotations

import types
from typing import Any

from kodenv.sandbox.calls import arrays, deep, errors, known, proxies, shapes, stdlib_types
from kodenv.sandbox.calls.awaiting import coroutine_of
from kodenv.sandbox.calls.codec import WRITERS, Decoder, Encoder, Malformed, text
from kodenv.sandbox.calls.functions import function_node, make_function
from kodenv.sandbox.calls.peer import Peer, Ref
from kodenv.sandbox.calls.proxies import ProxyMeta

_UNSEEN = (types.FrameType, types.CodeType, types.TracebackType)
"""What never crosses the channel; None does instead."""


class Writer:
    """Writes references to what this end has."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.is_grader = False
        self.sent: dict[type, int] = {}
        self.fresh: list[type] = []  # described in a message that was not sent yet

    def forget_fresh(self, first: int = 0) -> None:
        """Describe again what was described, from the first of these on, in what could not be sent."""
        for cls in self.fresh[first:]:
            self.sent.pop(cls, None)
        del self.fresh[first:]

    def __call__(self, value: Any, encoder: Encoder) -> Any:
        """Return the tree of a value that is no plain data of the interpreter's own types."""
        kind = type(value)
        if type(kind) is not type and issubclass(type(kind), ProxyMeta):
            return {"m": proxies.number_of(value)}
        if issubclass(kind, type):  # not isinstance: an object may say it is of another class
            return self._class(value)
        if issubclass(kind, BaseException):
            return errors.write(self, value, encoder)
        if kind is types.FunctionType or kind is types.BuiltinFunctionType:
            return self._function(value)
        if issubclass(kind, types.ModuleType):
            return {"M": [self.peer.hand_out(value), str(value.__name__)]}
        if kind in _UNSEEN:
            return None
        named = stdlib_types.write_named(encoder, value) or arrays.write(encoder, value)
        if named:
            return named
        form = known.typing_name(value)
        return {"Y": form} if form else self._object(value, kind, encoder)

    def by_handle(self, value: Any) -> Any:
        """Return the tree of a proxy of any value."""
        return {"h": [self.peer.hand_out(value), self.shape_node(type(value))]}

    def shape_node(self, cls: type) -> Any:
        """Return how to mention a class whose instance is meant: its number, described the first time."""
        number = self.sent.get(cls)
        if number is not None:
            return number
        number = self.sent[cls] = self.peer.hand_out(cls)
        self.fresh.append(cls)
        return [number, shapes.describe(cls, self._base_node, self.is_grader)]

    def _base_node(self, cls: type) -> Any:
        if isinstance(cls, ProxyMeta):
            return -proxies.number_of_class(cls)
        return known.class_name(cls, by_program=not self.is_grader) or self.shape_node(cls)

    def _class(self, cls: type) -> Any:
        if isinstance(cls, ProxyMeta):
            return {"m": proxies.number_of_class(cls)}
        name = known.class_name(cls, by_program=not self.is_grader)
        return {"k": name} if name else {"c": self.shape_node(cls)}

    def _function(self, value: Any) -> Any:
        number = self.peer.functions.get(value) if type(value) is types.FunctionType else None
        if number is not None:
            return {"m": number}
        name = known.function_name(value) if self.is_grader else ""
        if name:
            return {"K": name}
        if type(value) is types.FunctionType and not value.__dict__:
            return {"u": function_node(self.peer, value)}
        return {"h": [self.peer.hand_out(value), self.shape_node(type(value))]}

    def _object(self, value: Any, kind: type, encoder: Encoder) -> Any:
        body = [self.peer.hand_out(value), self.shape_node(kind)]
        base = next((one for one in kind.__mro__ if one in shapes.IMMUTABLE), None)
        if base is not None:
            body.append(encoder.encode(shapes.content_of(base, value)))
        return {"h": body}


class Maker:
    """Makes what the other end refers to."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.is_grader = False
        self.classes: dict[int, type] = {}

    def __call__(self, tag: str, body: Any, decoder: Decoder) -> Any:
        """Return the value of a tree that is no plain data of the interpreter's own types."""
        if tag == "m":
            return self.peer.own(body)
        if tag == "h":
            return self._object(body, decoder)
        if tag == "u":
            return self._function(body)
        if tag == "k":
            return known.find_class(text(body), by_program=self.is_grader)
        if tag == "c":
            return self.shape(body)
        if tag == "e":
            return errors.read(self, body, decoder)
        if tag == "M":
            return self._module(body)
        if tag == "w":
            return deep.decode(decoder, body)
        if tag == "Y":
            return known.find_typing(text(body))
        if tag == "K" and not self.is_grader:
            return known.find_function(text(body))
        raise Malformed("expected a tag")

    def shape(self, node: Any) -> type:
        """Return the class of a mention, made now if it is described here."""
        if type(node) is int:
            return self.classes[node]
        number, shape = node
        if type(number) is not int or number in self.classes or type(shape) is not dict:
            raise Malformed("expected the description of a new class")
        bases = [self._base(one) for one in shape["b"]]
        made = proxies.make_class(self.peer, number, shape, bases)
        self.classes[number] = made
        return made

    def _base(self, node: Any) -> type:
        if type(node) is str:
            return known.find_class(node, by_program=self.is_grader)
        if type(node) is int and node < 0:
            found = self.peer.own(-node)
            if not isinstance(found, type):
                raise Malformed("expected a class")
            return found
        return self.shape(node)

    def _object(self, body: Any, decoder: Decoder) -> Any:
        number, node = body[0], body[1]
        cls = self.shape(node)
        content = decoder.decode(body[2]) if len(body) > 2 else None
        made = self.remember(number, lambda: proxies.make_instance(self.peer, cls, number, content))
        return coroutine_of(made) if cls.__name__ == "coroutine" and made.__class__ is types.CoroutineType else made

    def _function(self, body: Any) -> Any:
        return self.remember(body[0], lambda: make_function(self.peer, body))

    def remember(self, number: Any, make: Any) -> Any:
        """Return the proxy of a handle, made if there is none."""
        if type(number) is not int:
            raise Malformed("expected a handle")
        found = self.peer.find_proxy(number)
        if found is None:
            found = make()
            self.peer.keep_proxy(number, found)
        return found

    def _may_load(self) -> bool:
        """Return whether the other end may have this one load a module: the grader's, the reference's, no program's."""
        return not self.is_grader or self.peer.rules.origins is None

    def _module(self, body: Any) -> Any:
        number, name = body
        try:
            return known.find_module(text(name), may_load=self._may_load())
        except LookupError:
            cls = self.classes.get(0) or proxies.make_class(self.peer, 0, shapes.MODULE_SHAPE, [])
            self.classes[0] = cls
            return self.remember(number, lambda: proxies.make_instance(self.peer, cls, number, None))


WRITERS[Ref] = lambda encoder, ref: {"m": ref.number}
