"""Cases on the standard input from calls in a suite: what a program reads, prints, and how both are told."""

import ast
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kodenv.records import Triplet
from kodenv.suite_calls import AssertedCall, approx_value, asserted_calls, parse_or_none, shown_calls

_MOST_CHARS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFormat:
    """The function behind the program.

    Attributes:
        name: Its name.
        parameters: Its parameters, all of which may be given by position.
        required: How many of them have no default.
        defaults: The defaults of the others, as JSON values.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    defaults: tuple[Any, ...] = ()

    def describe(self, *, floats: bool = False) -> str:
        """Return the part of a statement on input and output."""
        lines = "\n".join(f"{number}. `{name}`" for number, name in enumerate(self.parameters, 1))
        close = " A number may be off by 1e-6, relative or absolute." if floats else ""
        return (
            f"Input\n\nThe standard input holds {_count(len(self.parameters))}, each one JSON value, in this order:\n\n"
            f"{lines}\n\nOutput\n\nPrint the result as one line of JSON, as Python's `json.dumps` writes it.{close}"
        )

    def wrap(self) -> str:
        """Return the sentence that turns a task for a function into one for a program."""
        return (
            f"Write a whole program that reads the arguments of `{self.name}` from the standard input and prints what "
            "it returns."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StdioCase:
    """One case.

    Attributes:
        input: The standard input.
        output: What is to be printed.
        call: The call it comes from.
        is_float: Whether the output is a number with a fraction.
    """

    input: str
    output: str
    call: AssertedCall
    is_float: bool = False


def call_format(node: ast.AST) -> CallFormat | None:
    """Return how a function is called, or None if it is no plain function or a default is no JSON value."""
    if not isinstance(node, ast.FunctionDef) or node.args.vararg or node.args.kwarg or node.args.kwonlyargs:
        return None
    parameters = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    try:
        defaults = [_plain(ast.literal_eval(one)) for one in node.args.defaults]
    except (ValueError, TypeError):
        return None
    return CallFormat(
        name=node.name,
        parameters=tuple(parameters),
        required=len(parameters) - len(defaults),
        defaults=tuple(defaults),
    )


def derive_cases(triplet: Triplet, form: CallFormat) -> list[StdioCase]:
    """Return a case for each different asserted call of the function with plain values."""
    cases: dict[str, StdioCase] = {}
    for call in asserted_calls(triplet.test, {form.name}):
        case = _case(call, form)
        if case is not None:
            cases.setdefault(case.input, case)
    return list(cases.values())


def choose_visible(statement: str, cases: Sequence[StdioCase], hidden_share: float) -> tuple[int, ...] | None:
    """Return the numbers of the cases to show: those that the statement shows already, then the first ones.

    Returns:
        The numbers from 0, in order; None if the statement itself shows more than may be seen.
    """
    budget = min(len(cases) - 1, int(len(cases) * (1 - hidden_share) + 1e-9))
    seen = {call.text for call in shown_calls(statement, [case.call for case in cases])}
    known = [number for number, case in enumerate(cases) if case.call.text in seen]
    if len(known) > budget:
        return None
    others = [number for number in range(len(cases)) if number not in known]
    return tuple(sorted([*known, *others[: max(0, min(2, budget) - len(known))]]))


def main_source(form: CallFormat) -> str:
    """Return the lines that make a module with the function a program."""
    return (
        'if __name__ == "__main__":\n'
        "    import json\n"
        "    import sys\n\n"
        "    arguments = [json.loads(line) for line in sys.stdin.read().splitlines()]\n"
        f"    print(json.dumps({form.name}(*arguments)))\n"
    )


def without_main(source: str) -> str:
    """Return a module without what it does when it is run as a program: that would read or print as well."""
    tree = parse_or_none(source)
    lines = source.splitlines(keepends=True)
    for node in reversed(tree.body if tree is not None else ()):
        if isinstance(node, ast.If) and "__name__" in {
            one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)
        }:
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines)


def _case(call: AssertedCall, form: CallFormat) -> StdioCase | None:
    if call.expected is None:
        return None
    try:
        wanted = _plain(ast.literal_eval(approx_value(call.expected)))
        arguments = _arguments(call.node, form)
        lines = "".join(json.dumps(one, allow_nan=False) + "\n" for one in arguments)
        output = json.dumps(wanted, allow_nan=False) + "\n"
    except (ValueError, TypeError, KeyError, SyntaxError, MemoryError, RecursionError):
        return None
    is_float = isinstance(wanted, float)
    if _holds_float(wanted) and not is_float:
        return None  # numbers inside lists are compared digit by digit
    if len(lines) > _MOST_CHARS or len(output) > _MOST_CHARS:
        return None
    return StdioCase(input=lines, output=output, call=call, is_float=is_float)


def _arguments(node: ast.Call, form: CallFormat) -> list[Any]:
    """Return the values of all parameters, defaults included."""
    given = {name: ast.literal_eval(one) for name, one in zip(form.parameters, node.args, strict=False)}
    if len(node.args) > len(form.parameters) or any(key.arg is None for key in node.keywords):
        raise ValueError("arguments that are not plain")
    given.update({str(key.arg): ast.literal_eval(key.value) for key in node.keywords})
    optional = dict(zip(form.parameters[form.required :], form.defaults, strict=True))
    return [_plain(given[name] if name in given else optional[name]) for name in form.parameters]


def _plain(value: Any) -> Any:
    """Return the value as JSON gives it back; what comes back changed in more than tuples is refused."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys that are no text")
        return {key: _plain(one) for key, one in value.items()}
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ValueError("a value that JSON does not have")


def _holds_float(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_float, value))
    if isinstance(value, dict):
        return any(map(_holds_float, value.values()))
    return isinstance(value, float)


def _count(number: int) -> str:
    return "one line" if number == 1 else f"{number} lines"
