"""The nouns of procedural tasks: steps, heads and drafts, all plain values.

A *head* opens a task (its parameters and its core problem), *steps* follow before or after it, and a
*draft* is the finished composition: rules in prose, a rendered solution and an oracle. The oracle is
the composition of the steps' own Python functions, written apart from the code that they render.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

KINDS = {
    "int": "int",
    "float": "float",
    "bool": "bool",
    "str": "str",
    "ints": "list[int]",
    "strs": "list[str]",
    "counts": "dict[str, int]",
    "grid": "list[list[int]]",
    "pairs": "list[list[int]]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One parameter of a task: its name and its kind (a key of :data:`KINDS`)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One composed step: what it says, the code it renders, and its oracle.

    Attributes:
        key: Name and constants; two steps with one key are the same step.
        takes: Kind of the value it reads.
        gives: Kind of the value it makes.
        var: Name of the variable that its code assigns.
        say: The rule, an imperative sentence.
        code: Python lines that read ``$x`` and assign ``$y``.
        apply: The oracle of this step.
    """

    key: str
    takes: str
    gives: str
    var: str
    say: str
    code: str
    apply: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The core problem of a task.

    Attributes:
        key: Name and constants.
        name: Name of the function that the task asks for.
        params: The function's parameters.
        gives: Kind of the value it makes.
        var: Name of the variable that its code assigns.
        say: The rule, an imperative sentence (or several).
        code: Python lines that read ``$a`` (the first parameter) and the other parameters, and assign ``$y``.
        oracle: Independent implementation, called with the arguments.
        draw: Makes one random argument tuple.
        probes: Argument tuples worth trying first: empty, smallest, boundary.
        given: What holds for every input, in prose.
        imports: Lines to put at the top of the solution.
        before: Whether steps may come before the core, on the first parameter.
    """

    key: str
    name: str
    params: tuple[Param, ...]
    gives: str
    var: str
    say: str
    code: str
    oracle: Callable[..., Any]
    draw: Callable[[Random], tuple[Any, ...]]
    probes: tuple[tuple[Any, ...], ...] = ()
    given: str = ""
    imports: tuple[str, ...] = ()
    before: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An outcome: the named exception."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One method call of a script that drives an object."""

    method: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A composed task without its cases.

    Attributes:
        family: Name of the family.
        key: The task's identity: two drafts with one key are the same task.
        form: ``function``, ``stream`` (a generator function) or ``class``.
        name: Name of the function or class.
        params: Parameters of the function, or of the class's constructor.
        returns: Kind of the result.
        rules: The steps in prose, in order.
        given: What holds for every input, in prose.
        solution: The rendered reference, a whole module.
        steps: Number of composed steps.
        expect: The oracle: one input to its outcome.
        inputs: Candidate inputs, boundary ones first. For a class: ``(constructor args, calls)``.
        ablated: Oracles that each leave one step out; a suite must tell them from ``expect``.
    """

    family: str
    key: str
    form: str
    name: str
    params: tuple[Param, ...]
    returns: str
    rules: tuple[str, ...]
    given: str
    solution: str
    steps: int
    expect: Callable[[tuple[Any, ...]], Any]
    inputs: tuple[tuple[Any, ...], ...]
    ablated: tuple[Callable[[tuple[Any, ...]], Any], ...] = ()


StepMaker = Callable[[Random, Sequence[Any]], Step]
HeadMaker = Callable[[Random], Head]
FamilyMaker = Callable[[Random, int], Draft | None]
