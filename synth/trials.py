"""Run our own rendered programs and mutants in process, with a bound on loop turns.

Covers: endless loops in code that this package itself rendered. Does not cover: foreign code, which
belongs in the judge's sandbox.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import chain, islice, repeat
from typing import Any

from kodenv.mutation import Mutant
from synth.copies import copied, copier
from synth.families.shape import Draft, Raised
from synth.families.streams import TAKEN

MAX_TURNS = 20_000
_LEAST_TURNS, _TIMES_LONGER = 3_000, 20  # what a mutant may take, beside what its program took
HANGS = Raised(name="endless loop")
_TICK = "_tick()"


class _Endless(BaseException):
    """The program has used up its loop turns."""


class Ticking:
    """A program's text in which the body of every loop begins with a tick, also of the program's mutants.

    The ticks are lines put into the text: compiling a text costs half of what a syntax tree costs.
    """

    def __init__(self, source: str) -> None:
        """Find the loops.

        Args:
            source: A program that this package rendered: every loop's body begins on a line of its own.
        """
        self._lines = source.split("\n")
        self._places = sorted(_first_lines(ast.parse(source)))

    @property
    def text(self) -> str:
        """The program itself."""
        return self._with_ticks(self._lines, self._places)

    def of(self, mutant: Mutant) -> str:
        """Return a mutant's text; where a change took lines away, their ticks went with them."""
        lines = mutant.source.split("\n")
        gone = len(self._lines) - len(lines)
        places = [p if p <= mutant.line else p - gone for p in self._places if not 0 < p - mutant.line <= gone]
        return self._with_ticks(lines, places)

    def _with_ticks(self, lines: list[str], places: list[int]) -> str:
        parts, start = [], 0
        for place in places:
            line = lines[place - 1]
            parts += lines[start : place - 1]
            parts.append(line[: len(line) - len(line.lstrip())] + _TICK)
            start = place - 1
        return "\n".join([*parts, *lines[start:]])


def _first_lines(tree: ast.Module) -> Iterator[int]:
    """Yield the number of the line on which each loop's body begins."""
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.For | ast.While):
            assert node.body[0].lineno > node.lineno, "a loop's body begins on a line of its own"
            yield node.body[0].lineno
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, name, ())


def _exhausted() -> Iterator[None]:
    raise _Endless
    yield


def turns_allowed(longest: int) -> int:
    """Return how many loop turns a mutant may take where its program took ``longest`` on any input."""
    return min(MAX_TURNS, max(_LEAST_TURNS, _TIMES_LONGER * longest))


class Trial:
    """A compiled program that is driven with inputs of a draft."""

    def __init__(
        self, draft: Draft, program: Ticking, mutant: Mutant | None = None, max_turns: int = MAX_TURNS
    ) -> None:
        """Run the module.

        Args:
            draft: Whose inputs it gets.
            program: The program, or the one that the mutant is made from.
            mutant: Which mutant of the program to run; None: the program itself.
            max_turns: After how many loop turns an input's run is given up.
        """
        text = program.text if mutant is None else program.of(mutant)
        self._max_turns = max_turns
        self._left = repeat(None, max_turns)
        self._names: dict[str, Any] = {"_tick": self._left.__next__, "__name__": "solution"}
        exec(compile(text, "<trial>", "exec"), self._names)
        self._target = self._names[draft.name]
        self._has_loops = _TICK in text
        self._form = draft.form

    @property
    def turns(self) -> int:
        """How many loop turns the last run took."""
        return self._max_turns - self._left.__length_hint__()

    def run(self, args: tuple[Any, ...]) -> Any:
        """Return the outcome of one input; :data:`HANGS` for an endless loop."""
        return self.run_on(args if self._form == "class" else copied(args))

    def run_on(self, args: tuple[Any, ...]) -> Any:
        """Return the outcome of one input, which the program may change."""
        if self._has_loops:  # a count at the speed of C, which raises after the last turn
            self._left = repeat(None, self._max_turns)
            self._names["_tick"] = chain(self._left, _exhausted()).__next__
        try:
            if self._form == "class":
                return _drive(self._target, args)
            result = self._target(*args)
            return list(islice(result, TAKEN)) if self._form == "stream" else result
        except _Endless:
            return HANGS
        except Exception as error:  # a mutant may raise anything; the outcome is the exception's name
            return Raised(name=type(error).__name__)


def copies_of(draft: Draft, args: tuple[Any, ...]) -> Callable[[], tuple[Any, ...]]:
    """Return what makes an input that a program may change; scripts of method calls are left as they are."""
    return (lambda: args) if draft.form == "class" else copier(args)


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
