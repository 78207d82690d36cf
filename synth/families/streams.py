"""Families of generator functions: an endless source of numbers, then steps on what it yields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from synth.families.shape import Draft, FamilyMaker, Param

TAKEN = 8
_RAW = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    key: str
    name: str
    params: tuple[Param, ...]
    say: str
    given: str
    setup: str
    item: str
    after: str
    oracle: Callable[..., list[int]]
    draw: Callable[[Random], tuple[int, ...]]
    probes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filter:
    key: str
    say: str
    setup: str
    code: str
    apply: Callable[[list[int]], list[int]]


def _recurrence(rng: Random) -> _Source:
    a, b, m = rng.randint(1, 9), rng.randint(1, 9), rng.randint(50, 999)

    def oracle(first: int, second: int) -> list[int]:
        out = [first, second]
        while len(out) < _RAW:
            out.append((a * out[-1] + b * out[-2]) % m)
        return out

    return _Source(
        key=f"recurrence {a} {b} {m}",
        name=rng.choice(("recurrence", "sequence", "two_term_sequence")),
        params=(Param(name="first", kind="int"), Param(name="second", kind="int")),
        say=f"the sequence begins with `first` and `second`; every later term is ({a} times the term before it plus "
        f"{b} "
        f"times the one before that) modulo {m}",
        given="Both parameters are not negative.",
        setup="before, current = first, second",
        item="before",
        after=f"before, current = current, ({a} * current + {b} * before) % {m}",
        oracle=oracle,
        draw=lambda g: (g.randint(0, 40), g.randint(0, 40)),
        probes=((0, 1), (1, 0), (1, 1)),
    )


def _long_division(rng: Random) -> _Source:
    base, c = rng.randint(3, 16), rng.randint(0, 60)

    def oracle(top: int, bottom: int) -> list[int]:
        return [top * base**i // bottom % base + c for i in range(1, _RAW + 1)]

    plus = f", each increased by {c}" if c else ""
    return _Source(
        key=f"long_division {base} {c}",
        name=rng.choice(("fraction_digits", "long_division", "digits_of_fraction")),
        params=(Param(name="top", kind="int"), Param(name="bottom", kind="int")),
        say=f"the terms are the digits after the point of the fraction `top` / `bottom` written in base {base}{plus}",
        given="0 <= `top` < `bottom`.",
        setup="rest = top",
        item=f"rest * {base} // bottom" + (f" + {c}" if c else ""),
        after=f"rest = rest * {base} % bottom",
        oracle=oracle,
        draw=lambda g: (g.randint(1, 40), g.randint(41, 97)),
        probes=((1, 7), (3, 11), (5, 13)),
    )


def _strides(rng: Random) -> _Source:
    moves = [rng.randint(1, 30) for _ in range(rng.randint(2, 4))]

    def oracle(start: int) -> list[int]:
        return list(accumulate((moves[i % len(moves)] for i in range(_RAW - 1)), initial=start))

    return _Source(
        key=f"strides {moves}",
        name=rng.choice(("strides", "stepping_stones", "cyclic_steps")),
        params=(Param(name="start", kind="int"),),
        say=f"the sequence begins with `start`, and the differences from each term to the next are {moves} over and "
        "over",
        given="`start` may be negative.",
        setup="number = start\nturn = 0",
        item="number",
        after=f"number += {moves}[turn % {len(moves)}]\nturn += 1",
        oracle=oracle,
        draw=lambda g: (g.randint(-50, 80),),
        probes=((0,), (-1,), (7,)),
    )


def _digit_walk(rng: Random) -> _Source:
    k, c = rng.randint(2, 9), rng.randint(1, 60)

    def oracle(start: int) -> list[int]:
        out = [start]
        while len(out) < _RAW:
            out.append(out[-1] + k * sum(int(d) for d in str(out[-1])) + c)
        return out

    return _Source(
        key=f"digit_walk {k} {c}",
        name=rng.choice(("digit_walk", "digit_growth", "self_adding")),
        params=(Param(name="start", kind="int"),),
        say=f"the sequence begins with `start`, and each later term is the term before it plus {k} times the sum of "
        "that "
        f"term's decimal digits plus {c}",
        given="`start` is not negative.",
        setup="number = start",
        item="number",
        after=f"number += {k} * sum(int(digit) for digit in str(number)) + {c}",
        oracle=oracle,
        draw=lambda g: (g.randint(0, 300),),
        probes=((0,), (1,), (9,), (10,)),
    )


def _skip_multiples(rng: Random) -> _Filter:
    k = rng.randint(2, 13)
    return _Filter(
        key=f"skip_multiples {k}",
        say=f"leave out the terms that are divisible by {k}",
        setup="",
        code=f"if item % {k} == 0:\n    continue",
        apply=lambda v: [x for x in v if x % k],
    )


def _scale(rng: Random) -> _Filter:
    a, b, m = rng.randint(2, 30), rng.randint(1, 50), rng.randint(60, 999)
    return _Filter(
        key=f"scale {a} {b} {m}",
        say=f"multiply each term by {a}, add {b} and take the remainder modulo {m}",
        setup="",
        code=f"item = ({a} * item + {b}) % {m}",
        apply=lambda v: [(a * x + b) % m for x in v],
    )


def _running(rng: Random) -> _Filter:
    s = rng.randint(0, 60)
    return _Filter(
        key=f"running {s}",
        say=f"replace each term by the sum of {s} and all terms up to and including it",
        setup=f"total = {s}",
        code="total += item\nitem = total",
        apply=lambda v: list(accumulate(v, initial=s))[1:],
    )


def _every(rng: Random) -> _Filter:
    k = rng.randint(2, 4)
    r = rng.randint(0, k - 1)
    return _Filter(
        key=f"every {k} {r}",
        say=f"number the terms 0, 1, 2, ... and keep only those whose number leaves remainder {r} modulo {k}",
        setup="place = -1",
        code=f"place += 1\nif place % {k} != {r}:\n    continue",
        apply=lambda v: v[r::k],
    )


def _changes(rng: Random) -> _Filter:
    c = rng.randint(2, 40)
    return _Filter(
        key=f"changes {c}",
        say=f"replace each term by {c} times itself minus the term before it (the first term counts as having 0 "
        "before it)",
        setup="last = 0",
        code=f"last, item = item, {c} * item - last",
        apply=lambda v: [c * x - y for x, y in zip(v, [0, *v], strict=False)],
    )


_FILTERS = (_skip_multiples, _scale, _running, _every, _changes)


@dataclass(frozen=True, slots=True)
class _Chain:
    source: _Source
    filters: tuple[_Filter, ...]

    def __call__(self, args: tuple[Any, ...]) -> list[int]:
        values = self.source.oracle(*args)
        for step in self.filters:
            values = step.apply(values)
        return values[:TAKEN]


def _draw(make: Callable[[Random], _Source], family: str, rng: Random, steps: int) -> Draft | None:
    source = make(rng)
    filters = tuple(maker(rng) for maker in rng.sample(_FILTERS, steps - 1))
    chain = _Chain(source, filters)
    inputs = [*source.probes, *(source.draw(rng) for _ in range(24))]
    inputs = [args for args in inputs if len(chain(args)) == TAKEN]
    if len(inputs) < 12 or any(max(map(abs, chain(args))) > 10**9 for args in inputs):
        return None
    return Draft(
        family=family,
        key="; ".join((source.key, *(f.key for f in filters))),
        form="stream",
        name=source.name,
        params=source.params,
        returns="ints",
        rules=(source.say, *(f.say for f in filters)),
        given=source.given,
        solution=_render(source, filters),
        steps=steps,
        expect=chain,
        inputs=tuple(inputs),
        ablated=tuple(_Chain(source, filters[:i] + filters[i + 1 :]) for i in range(len(filters))),
    )


def _render(source: _Source, filters: Sequence[_Filter]) -> str:
    params = ", ".join(f"{p.name}: int" for p in source.params)
    skips = any("continue" in f.code for f in filters)
    lines = [*source.setup.split("\n"), *(f.setup for f in filters if f.setup), "while True:"]
    body = [f"item = {source.item}"]
    # A filter may `continue`, so the source moves on before any filter runs.
    if skips:
        body += source.after.split("\n")
    for step in filters:
        body += step.code.split("\n")
    body.append("yield item")
    if not skips:
        body += source.after.split("\n")
    text = "\n".join("    " + line for line in [*lines, *("    " + line for line in body)])
    return f"from collections.abc import Iterator\n\n\ndef {source.name}({params}) -> Iterator[int]:\n{text}\n"


def _family(make: Callable[[Random], _Source], name: str) -> FamilyMaker:
    return lambda rng, steps: _draw(make, name, rng, steps)


FAMILIES: dict[str, FamilyMaker] = {
    "stream_recurrence": _family(_recurrence, "stream_recurrence"),
    "stream_division": _family(_long_division, "stream_division"),
    "stream_strides": _family(_strides, "stream_strides"),
    "stream_digits": _family(_digit_walk, "stream_digits"),
}
