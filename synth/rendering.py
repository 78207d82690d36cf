"""Write a drawn task as a triplet's texts: question, solution and suite in one of three formats."""

import json
import textwrap
from collections.abc import Sequence
from random import Random
from typing import Any

from synth.families.shape import KINDS, Call, Draft, Raised
from synth.families.streams import TAKEN
from synth.suites import Case, Suite

# --- questions -------------------------------------------------------------------------------


def signature(draft: Draft) -> str:
    """Return the signature of the function, or of the class's constructor, as it stands in prose."""
    params = ", ".join(f"{p.name}: {KINDS[p.kind]}" for p in draft.params)
    if draft.form == "class":
        return f"{draft.name}({params})"
    result = "Iterator[int]" if draft.form == "stream" else KINDS[draft.returns]
    return f"{draft.name}({params}) -> {result}"


def capital(text: str) -> str:
    """Return the text with its first letter in upper case, unless it begins with code."""
    return text if text.startswith("`") else text[:1].upper() + text[1:]


def _numbered(rules: Sequence[str]) -> str:
    return "\n".join(f"{i}. {capital(rule)}." for i, rule in enumerate(rules, 1))


def _bullets(rules: Sequence[str]) -> str:
    return "\n".join(f"- {capital(rule)}." for rule in rules)


def instruct_question(draft: Draft, suite: Suite, rng: Random) -> str:
    """Ask in prose, naming the function or class and its signature."""
    if draft.form == "class":
        start = rng.choice(("Write a class", "Implement a Python class", "Please write a small class"))
        parts = [f"{start} `{signature(draft)}` with these methods and rules:", _bullets(draft.rules)]
    elif draft.form == "stream":
        start = rng.choice(("Write a generator function", "Implement a generator function"))
        parts = [f"{start} `{signature(draft)}` that yields an endless sequence of integers:", _numbered(draft.rules)]
    elif len(draft.rules) == 1:
        start = rng.choice(("Write a function", "Implement a Python function", "Please write a Python function"))
        parts = [f"{start} `{signature(draft)}` for this task.", f"{capital(draft.rules[0])}. Return the result."]
    else:
        start = rng.choice(("Write a function", "Implement a Python function", "Please write a Python function"))
        parts = [
            f"{start} `{signature(draft)}` that carries out these steps in order, each on the result of the step "
            "before "
            f"(the first on `{draft.params[0].name}`), and returns the last result:",
            _numbered(draft.rules),
        ]
    if draft.given:
        parts.append(draft.given)
    if draft.form != "class":
        shown = "\n".join(f"- {example_text(draft, case)}" for case in suite.examples)
        parts.append(f"{rng.choice(('Examples:', 'For example:'))}\n{shown}")
    return "\n\n".join(parts)


def example_text(draft: Draft, case: Case) -> str:
    """Return one example as prose."""
    call = call_text(draft, case.args)
    if draft.form == "stream":
        return f"the first {TAKEN} values of `{call}` are `{case.wanted}`"
    if isinstance(case.wanted, Raised):
        return f"`{call}` raises {case.wanted.name}"
    return f"`{call}` returns `{case.wanted!r}`"


def complete_question(draft: Draft, suite: Suite, rng: Random) -> str:
    """Ask for the body of a function that is given with its docstring and examples."""
    lines: list[str] = []
    if len(draft.rules) == 1:
        lines += textwrap.wrap(f"{capital(draft.rules[0])}. Return the result.", 92)
    else:
        first = draft.params[0].name
        lines += textwrap.wrap(
            f"Carry out these steps in order, beginning with `{first}`, and return the last result.", 92
        )
        lines.append("")
        for number, rule in enumerate(draft.rules, 1):
            lines += textwrap.wrap(f"{number}. {capital(rule)}.", 92, subsequent_indent="   ")
    if draft.given:
        lines += ["", *textwrap.wrap(draft.given, 92)]
    for case in suite.examples:
        if not isinstance(case.wanted, Raised):
            lines += ["", f">>> {call_text(draft, case.args)}", repr(case.wanted)]
    body = "\n".join("    " + line if line else "" for line in lines)
    ask = rng.choice(
        ("Complete this function.", "Fill in the body of this Python function.", "Complete the function below.")
    )
    return (
        f"{ask} Reply with the whole function.\n\n```python\n"
        f'def {signature(draft)}:\n    """{body.lstrip()}\n    """\n```'
    )


# --- suites ----------------------------------------------------------------------------------


def call_text(draft: Draft, args: tuple[Any, ...]) -> str:
    """Return the call of the function (or constructor) with these arguments."""
    return f"{draft.name}({', '.join(map(repr, args))})"


def _taken(draft: Draft, args: tuple[Any, ...], name: str) -> str:
    call = f"{name}({', '.join(map(repr, args))})"
    return f"list(islice({call}, {TAKEN}))" if draft.form == "stream" else call


def _expected(wanted: Any) -> str:
    return f"pytest.approx({wanted!r})" if isinstance(wanted, float) else repr(wanted)


def pytest_suite(draft: Draft, suite: Suite, rng: Random) -> str:
    """Write a pytest file in one of several forms."""
    if draft.form == "class":
        body = _script_tests(draft, suite.cases, grouped=rng.random() < 0.4)
    else:
        form = rng.choice(("plain", "plain", "parametrize", "parametrize", "class"))
        body = {"plain": _plain_tests, "parametrize": _parametrized, "class": _test_class}[form](
            draft, suite.cases, rng
        )
    imports = []
    if "islice(" in body:
        imports.append("from itertools import islice\n")
    if "pytest." in body:
        imports.append("import pytest\n")
    return "\n".join([*imports, f"from solution import {draft.name}\n\n\n{body}"])


def _situation(draft: Draft, case: Case) -> str:
    if isinstance(case.wanted, Raised):
        return "refuses"
    first = case.args[0] if case.args else None
    if isinstance(first, int):
        return "negative" if first < 0 else "zero" if first == 0 else "one" if first == 1 else "ordinary"
    if isinstance(first, list | str | dict):
        return "empty" if not first else "single" if len(first) == 1 else "ordinary" if len(first) < 7 else "longer"
    return "ordinary"


def _named(draft: Draft, cases: Sequence[Case]) -> list[tuple[str, list[Case]]]:
    """Group the cases by their situation, at most three to a group, with distinct names."""
    groups: dict[str, list[list[Case]]] = {}
    for case in cases:
        runs = groups.setdefault(_situation(draft, case), [[]])
        if len(runs[-1]) == (2 if len(runs) % 2 else 1):
            runs.append([])
        runs[-1].append(case)
    found = []
    for name, runs in groups.items():
        for number, run in enumerate(runs, 1):
            found.append((f"{name}_{number}" if len(runs) > 1 else name, run))
    return found


def _assertion(draft: Draft, case: Case, name: str) -> str:
    call = _taken(draft, case.args, name)
    if isinstance(case.wanted, Raised):
        return f"with pytest.raises({case.wanted.name}):\n    {call}"
    return f"assert {call} == {_expected(case.wanted)}"


def _function(name: str, params: str, lines: Sequence[str], indent: str = "") -> str:
    body = textwrap.indent("\n".join(lines), "    ")
    return textwrap.indent(f"def {name}({params}):\n{body}\n", indent)


def _plain_tests(draft: Draft, cases: Sequence[Case], rng: Random) -> str:
    tests = [
        _function(f"test_{draft.name}_{name}", "", [_assertion(draft, case, draft.name) for case in group])
        for name, group in _named(draft, cases)
    ]
    return "\n\n".join(tests)


def _test_class(draft: Draft, cases: Sequence[Case], rng: Random) -> str:
    tests = [
        _function(f"test_{name}", "self", [_assertion(draft, case, draft.name) for case in group], "    ")
        for name, group in _named(draft, cases)
    ]
    title = "".join(part.capitalize() for part in draft.name.split("_"))
    return f"class Test{title}:\n" + "\n".join(tests)


def _parametrized(draft: Draft, cases: Sequence[Case], rng: Random) -> str:
    names = ", ".join(p.name for p in draft.params)
    rows = [case for case in cases if not isinstance(case.wanted, Raised)]
    table = "".join(f"        ({', '.join(map(repr, case.args))}, {case.wanted!r}),\n" for case in rows)
    call = f"{draft.name}({names})"
    if draft.form == "stream":
        call = f"list(islice({call}, {TAKEN}))"
    wanted = "pytest.approx(expected)" if isinstance(rows[0].wanted, float) else "expected"
    text = (
        f'@pytest.mark.parametrize(\n    "{names}, expected",\n    [\n{table}    ],\n)\n'
        f"def test_{draft.name}({names}, expected):\n    assert {call} == {wanted}\n"
    )
    refused = [case for case in cases if isinstance(case.wanted, Raised)]
    if refused:
        text += "\n\n" + _function(
            f"test_{draft.name}_refuses", "", [_assertion(draft, case, draft.name) for case in refused]
        )
    return text


def _script(draft: Draft, case: Case, *, in_pytest: bool) -> list[str]:
    start, calls = case.args
    lines = [f"target = {call_text(draft, start)}"]
    for call, wanted in zip(calls, case.wanted, strict=True):
        lines += _scripted_call(call, wanted, in_pytest=in_pytest)
    return lines


def _scripted_call(call: Call, wanted: Any, *, in_pytest: bool) -> list[str]:
    text = f"target.{call.method}({', '.join(map(repr, call.args))})"
    if isinstance(wanted, Raised) and in_pytest:
        return [f"with pytest.raises({wanted.name}):", f"    {text}"]
    if isinstance(wanted, Raised):
        return [
            "try:",
            f"    {text}",
            f"except {wanted.name}:",
            "    refused = True",
            "else:",
            "    refused = False",
            "assert refused",
        ]
    return [f"assert {text} {'is' if isinstance(wanted, bool) else '=='} {wanted!r}"]


def _script_tests(draft: Draft, cases: Sequence[Case], *, grouped: bool) -> str:
    tests = [
        _function(
            f"test_story_{i}",
            "self" if grouped else "",
            _script(draft, case, in_pytest=True),
            "    " if grouped else "",
        )
        for i, case in enumerate(cases, 1)
    ]
    return f"class Test{draft.name}:\n" + "\n".join(tests) if grouped else "\n\n".join(tests)


def assert_suite(draft: Draft, suite: Suite, rng: Random) -> str:
    """Write a script of asserts: HumanEval's ``check`` or plain lines."""
    imports = "from itertools import islice\n\n" if draft.form == "stream" else ""
    if draft.form == "class":
        return "\n\n".join("\n".join(_script(draft, case, in_pytest=False)) for case in suite.cases) + "\n"
    checked = rng.random() < 0.5
    name = "candidate" if checked else draft.name
    lines = [_plain_assert(draft, case, name) for case in suite.cases]
    if checked:
        return imports + ("\n" if imports else "") + _function("check", "candidate", lines)
    return imports + "\n".join(lines) + "\n"


def _plain_assert(draft: Draft, case: Case, name: str) -> str:
    call = _taken(draft, case.args, name)
    if isinstance(case.wanted, float):
        return f"assert abs({call} - {case.wanted!r}) < 1e-6"
    return f"assert {call} == {case.wanted!r}"


# --- standard input and output ---------------------------------------------------------------

_READ = {
    "int": "one line with one integer",
    "ints": "one line with the numbers, separated by spaces (an empty line if there are none)",
    "str": "one line with the text (it may be empty)",
    "strs": "one line with their number, then one string per line",
    "counts": "one line with the number of entries, then one line per entry with its key and its value, separated "
    "by a space",
    "grid": "one line with the number of rows, then one line per row with its numbers separated by spaces",
    "pairs": "one line with their number, then one line per pair with its two numbers separated by a space",
}
_PRINT = {
    "int": "Print the resulting integer.",
    "ints": "Print the resulting numbers on one line, separated by spaces (an empty line if there are none).",
    "str": "Print the resulting text.",
    "strs": "Print the number of resulting strings, then one string per line.",
    "counts": "Print the number of entries of the result, then one line per entry with its key and its value, in "
    "alphabetical order of the keys.",
    "grid": "Print the resulting grid, one row per line, the numbers separated by spaces.",
    "pairs": "Print the number of resulting pairs, then one line per pair.",
}
_READERS = {
    "int": "int(input())",
    "ints": "[int(part) for part in input().split()]",
    "str": "input()",
    "strs": "[input() for _ in range(int(input()))]",
    "counts": "{key: int(value) for key, value in (input().split() for _ in range(int(input())))}",
    "grid": "[[int(part) for part in input().split()] for _ in range(int(input()))]",
    "pairs": "[[int(part) for part in input().split()] for _ in range(int(input()))]",
}
_PRINTERS = {
    "int": "print(result)",
    "ints": "print(*result)",
    "str": "print(result)",
    "strs": "print(len(result))\nfor line in result:\n    print(line)",
    "counts": "print(len(result))\nfor key in sorted(result):\n    print(key, result[key])",
    "grid": "for row in result:\n    print(*row)",
    "pairs": "print(len(result))\nfor low, high in result:\n    print(low, high)",
}


def stdio_main(draft: Draft) -> str:
    """Return the part of a program that reads the input, calls the function and prints the result."""
    lines = [f"{p.name} = {_READERS[p.kind]}" for p in draft.params]
    lines.append(f"result = {draft.name}({', '.join(p.name for p in draft.params)})")
    lines += _PRINTERS[draft.returns].split("\n")
    body = textwrap.indent("\n".join(lines), "    ")
    return f'\n\ndef main() -> None:\n{body}\n\n\nif __name__ == "__main__":\n    main()\n'


def stdin_text(draft: Draft, args: tuple[Any, ...]) -> str:
    """Return the arguments as a program reads them."""
    return "".join(_typed_in(param.kind, value) for param, value in zip(draft.params, args, strict=True))


def _typed_in(kind: str, value: Any) -> str:
    if kind in ("int", "str"):
        return f"{value}\n"
    if kind == "ints":
        return " ".join(map(str, value)) + "\n"
    if kind == "strs":
        return "".join(f"{line}\n" for line in (len(value), *value))
    rows = value.items() if kind == "counts" else value
    return "".join(f"{line}\n" for line in (len(value), *(" ".join(map(str, row)) for row in rows)))


def stdout_text(kind: str, value: Any) -> str:
    """Return the result as a right program prints it."""
    if kind == "counts":
        return _typed_in(kind, dict(sorted(value.items())))
    text = _typed_in(kind, value)
    return text.partition("\n")[2] if kind == "grid" else text


def stdio_question(draft: Draft, suite: Suite, rng: Random) -> str:
    """Ask for a program from standard input to standard output."""
    start = rng.choice(("Write a Python program for this task.", "Solve this task with a Python program."))
    values = " and ".join(f"`{p.name}` (a value of type {KINDS[p.kind]})" for p in draft.params)
    if len(draft.rules) == 1:
        task = f"Given {values}: {draft.rules[0]}."
    else:
        task = (
            f"Given {values}, carry out these steps in order, each on the result of the step before (the first on "
            f"`{draft.params[0].name}`):\n\n{_numbered(draft.rules)}"
        )
    reads = "\n".join(f"- `{p.name}`: {_READ[p.kind]}" for p in draft.params)
    example = suite.examples[0]
    given, wanted = stdin_text(draft, example.args), stdout_text(draft.returns, example.wanted)
    shown = f"Input:\n```\n{given}```\nOutput:\n```\n{wanted}```"
    parts = [
        start,
        task,
        draft.given,
        f"Standard input, in this order:\n{reads}",
        _PRINT[draft.returns],
        "Example\n\n" + shown,
    ]
    return "\n\n".join(part for part in parts if part)


def stdio_suite(draft: Draft, suite: Suite) -> str:
    """Write the cases as the contract's JSON list; the shown example comes first."""
    cases = [suite.examples[0], *suite.cases]
    rows = [{"input": stdin_text(draft, c.args), "output": stdout_text(draft.returns, c.wanted)} for c in cases]
    return json.dumps(rows)
