"""Exceptions over the channel: the interpreter's as themselves, others as proxies that derive from the right ones."""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.calls import known, proxies
from kodenv.sandbox.calls.codec import Decoder, Encoder, Malformed
from kodenv.sandbox.calls.peer import Ref

_CHAIN = 6  # causes of causes
_FIELDS = ("name", "path")
_ARGS = BaseException.__dict__["args"].__get__
_REF = "#ref"


def write(writer: Any, error: BaseException, encoder: Encoder, level: int = 0) -> Any:
    """Return the tree of an exception: handle, class, arguments, attributes, cause, context."""
    mine = error.__dict__.get(_REF) if type(error.__dict__) is dict else None
    if type(mine) is Ref:
        return {"m": mine.number}
    cls = type(error)
    name = known.class_name(cls, by_program=not writer.is_grader)
    attributes: list[Any] = []
    if name:
        kept = {key: one for key, one in error.__dict__.items() if type(key) is str and key[:2] != "__"}
        kept.update({key: getattr(error, key) for key in _FIELDS if type(getattr(error, key, None)) is str})
        attributes = [encoder.encode(part) for item in kept.items() for part in item]
    return {
        "e": [
            writer.peer.hand_out(error),
            name or writer.shape_node(cls),
            encoder.items(_ARGS(error)),
            attributes,
            _chained(writer, error.__cause__, encoder, level),
            _chained(writer, error.__context__, encoder, level),
            bool(error.__suppress_context__),
        ]
    }


def _chained(writer: Any, error: BaseException | None, encoder: Encoder, level: int) -> Any:
    if error is None or level >= _CHAIN:
        return None
    return write(writer, error, encoder, level + 1)


def read(maker: Any, body: Any, decoder: Decoder) -> Any:
    """Return the exception of a tree."""
    number, node, arguments, attributes, cause, context, suppress = body
    args = tuple(decoder.items(arguments))
    if type(node) is str:
        error = _real(known.find_class(node, by_program=maker.is_grader), args)
        for index in range(0, len(attributes), 2):
            key, value = decoder.decode(attributes[index]), decoder.decode(attributes[index + 1])
            _set(error, key, value)
        error.__dict__[_REF] = Ref(maker.peer, number)
    else:
        cls = maker.shape(node)
        if not issubclass(cls, BaseException):
            raise Malformed("expected the class of an exception")
        error = maker.remember(number, lambda: proxies.make_instance(maker.peer, cls, number, args))
    error.__cause__ = _read_chained(decoder, cause)
    error.__context__ = _read_chained(decoder, context)
    error.__suppress_context__ = bool(suppress)
    return error


def _real(cls: Any, args: tuple[Any, ...]) -> BaseException:
    if not issubclass(cls, BaseException):
        raise Malformed("expected the class of an exception")
    try:
        error: BaseException = cls(*args) if cls.__module__ == "builtins" else cls.__new__(cls, *args)
    except Exception:  # its own constructor wants other arguments than it keeps
        error = cls.__new__(cls)
    error.args = args
    return error


def _set(error: BaseException, key: Any, value: Any) -> None:
    if type(key) is not str or key[:1] == "#" or key[:2] == "__":
        raise Malformed("expected the name of an attribute")
    if key in _FIELDS and key not in error.__dict__ and hasattr(type(error), key):
        setattr(error, key, value)
    else:
        error.__dict__[key] = value


def _read_chained(decoder: Decoder, node: Any) -> BaseException | None:
    error = decoder.decode(node)
    if error is not None and not isinstance(error, BaseException):
        raise Malformed("expected an exception")
    return error
