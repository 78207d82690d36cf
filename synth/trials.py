"""Run our own rendered programs and mutants in process, with a bound on loop turns.

Covers: endless loops in code that this package itself rendered. Does not cover: foreign code, which
belongs in the judge's sandbox.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import chain, islice, repeat
from typing import Any

from synth.copies import copied
from synth.families.shape import Draft, Raised
from synth.families.streams import TAKEN

MAX_TURNS = 20_000
HANGS = Raised(name="endless loop")


class _Endless(BaseException):
    """The program has used up its loop turns."""


def _add_ticks(body: list[ast.stmt]) -> None:
    """Begin every loop's body with a tick. Loops are statements: expressions need no visit."""
    for node in body:
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(node, name, None)
            if inner:
                _add_ticks(inner)
        for branch in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            _add_ticks(branch.body)
        if isinstance(node, ast.For | ast.While):
            node.body.insert(0, _TICK)


_TICK = ast.parse("_tick()").body[0]


def _turns() -> Callable[[], None]:
    """Return what counts one run's loop turns, at the speed of C, and raises after the last."""
    return chain(repeat(None, MAX_TURNS), _exhausted()).__next__


def _exhausted() -> Iterator[None]:
    raise _Endless
    yield


class Trial:
    """A compiled program that is driven with inputs of a draft."""

    def __init__(self, draft: Draft, source: str) -> None:
        tree = ast.parse(source)
        _add_ticks(tree.body)
        self._draft = draft
        self._names: dict[str, Any] = {"_tick": _turns(), "__name__": "solution"}
        exec(compile(tree, "<trial>", "exec"), self._names)

    def run(self, args: tuple[Any, ...]) -> Any:
        """Return the outcome of one input; :data:`HANGS` for an endless loop."""
        self._names["_tick"] = _turns()
        target = self._names[self._draft.name]
        try:
            if self._draft.form == "class":
                return _drive(target, args)
            return attempt(lambda: self._call(target, args))
        except _Endless:
            return HANGS

    def _call(self, target: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        result = target(*copied(args))
        return list(islice(result, TAKEN)) if self._draft.form == "stream" else result


def attempt(call: Callable[[], Any]) -> Any:
    """Return what a call gives, or the exception that it raises as a :class:`Raised`."""
    try:
        return call()
    except Exception as error:  # a mutant may raise anything; the outcome is the exception's name
        return Raised(name=type(error).__name__)


def _drive(target: Callable[..., Any], script: tuple[Any, ...]) -> Any:
    start, calls = script
    made = attempt(lambda: target(*start))
    if isinstance(made, Raised):
        return made
    return tuple(attempt(lambda call=call: getattr(made, call.method)(*call.args)) for call in calls)  # type: ignore[misc]


def same(got: Any, wanted: Any) -> bool:
    """Whether an outcome is the wanted one; floats within the tolerance of ``pytest.approx``."""
    if isinstance(wanted, float):
        return isinstance(got, int | float) and abs(got - wanted) <= max(1e-6 * abs(wanted), 1e-12)
    return bool(got == wanted)
