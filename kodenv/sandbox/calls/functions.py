"""Functions of the other end as real functions of this one."""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.calls.codec import Malformed
from kodenv.sandbox.calls.peer import Peer, Ref

_COROUTINE = 0x80


def function_node(peer: Peer, function: Any) -> list[Any]:
    """Return what is told of a plain function."""
    doc = function.__doc__
    return [
        peer.hand_out(function),
        str(function.__name__),
        str(function.__qualname__),
        doc[:10000] if type(doc) is str else None,
        bool(function.__code__.co_flags & _COROUTINE),
    ]


def make_function(peer: Peer, body: Any) -> Any:
    """Return a function that calls the described one."""
    number, name, qualname, doc, is_coroutine = body
    if not (type(name) is str and type(qualname) is str and (doc is None or type(doc) is str)):
        raise Malformed("expected names")
    ref = Ref(peer, number)

    def forward(*args: Any, **kwargs: Any) -> Any:
        return peer.ask("call", ref, args, kwargs or None)

    async def forward_coroutine(*args: Any, **kwargs: Any) -> Any:
        return await peer.ask("call", ref, args, kwargs or None)

    made: Any = forward_coroutine if is_coroutine else forward
    made.__name__, made.__qualname__, made.__doc__, made.__module__ = name, qualname, doc, "solution"
    peer.functions[made] = number
    peer.function_refs[made] = ref
    return made
