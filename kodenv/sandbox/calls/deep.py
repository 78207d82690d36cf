"""Deeply nested plain data, written flat: a list of nodes that mention each other by position.

Containers that can change are made first and filled last; tuples and frozensets come after what they hold.
"""

from __future__ import annotations

from typing import Any

from kodenv.sandbox.calls.codec import Decoder, Deep, Encoder, Malformed, position

_LEVELS = 100_000
_HASHED = 2_000  # levels of tuples, which are hashed on the interpreter's own stack
_FLAT = (list, dict, set, tuple, frozenset)
_CHANGING, _FIXED = _FLAT[:3], _FLAT[3:]


def encode(encoder: Encoder, value: Any) -> Any:
    """Return the tree of a value that is nested too deeply for the plain way.

    Raises:
        Deep: If tuples hold themselves through others, or nothing of it is a plain container.
    """
    order = _post_order(value)
    places = {id(one): place for place, one in enumerate(order)}
    known = [encoder.known.get(id(one)) if type(one) in _CHANGING else None for one in order]
    for one in order:
        if type(one) in _CHANGING:
            encoder.mention(one)
    nodes: list[Any] = [None] * len(order)
    for kinds in (_FIXED, _CHANGING):  # in the order in which they are read
        for place, one in enumerate(order):
            if type(one) in kinds:
                parts = [] if known[place] is not None else _parts(one)
                written = [[places[id(p)]] if type(p) in _FLAT else {"x": encoder.encode(p)} for p in parts]
                nodes[place] = [_FLAT.index(type(one)), written, known[place]]
    return {"w": nodes}


def _parts(value: Any) -> list[Any]:
    if type(value) is dict:
        return [part for item in value.items() for part in item]
    return list(value)


def _post_order(root: Any) -> list[Any]:
    """Return every container beneath a value once, what tuples and frozensets hold before themselves."""
    if type(root) not in _FLAT:
        raise Deep
    order: list[Any] = []
    state = {id(root): 1}
    stack = [(root, iter(_parts(root)))]
    while stack:
        value, parts = stack[-1]
        for part in parts:
            if type(part) not in _FLAT:
                continue
            if id(part) not in state:
                if len(stack) > _LEVELS:
                    raise Deep
                state[id(part)] = 1
                stack.append((part, iter(_parts(part))))
                break
            if state[id(part)] == 1 and type(part) in _FIXED:
                raise Deep
        else:
            stack.pop()
            state[id(value)] = 2
            order.append(value)
    return order


def decode(decoder: Decoder, nodes: Any) -> Any:
    """Return the value of such a tree."""
    if type(nodes) is not list or not nodes:
        raise Malformed("expected nodes")
    made: list[Any] = []
    levels: list[int] = []
    for number, _, known in nodes:
        kind = _FLAT[position(number)]
        if kind in _CHANGING:
            made.append(decoder.number(kind()) if known is None else decoder.sent[position(known)])
        else:
            made.append(None)
    for place, (number, written, _) in enumerate(nodes):
        levels.append(0)
        if _FLAT[number] in _FIXED:
            below = [levels[part[0]] for part in written if type(part) is list and part[0] < place]
            levels[place] = 1 + max(below, default=0)
            if levels[place] > _HASHED:
                raise Malformed("tuples nested too deeply")
            made[place] = _FLAT[number](_values(decoder, written, made, place))
    for place, (number, written, known) in enumerate(nodes):
        if known is None and _FLAT[number] in _CHANGING:
            _fill(made[place], _values(decoder, written, made, len(made)))
    return made[-1]


def _values(decoder: Decoder, written: Any, made: list[Any], limit: int) -> list[Any]:
    values = []
    for part in written:
        if type(part) is not list:
            values.append(decoder.decode(part["x"]))
            continue
        place = position(part[0])
        if made[place] is None or (place >= limit and type(made[place]) in _FIXED):
            raise Malformed("expected a container that was made")
        values.append(made[place])
    return values


def _fill(container: Any, values: list[Any]) -> None:
    if type(container) is list:
        container.extend(values)
    elif type(container) is set:
        container.update(values)
    else:
        container.update(zip(values[::2], values[1::2]))  # noqa: B905 - runs on CPython 3.9
