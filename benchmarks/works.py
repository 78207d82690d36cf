"""The programs to judge: reference solutions whose suite every measured grader can run in its own way."""

import ast
import dataclasses
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kodenv.records import Triplet
from kodenv.sandbox.worker import BASE_MODULES
from kodenv.suites import module_imports
from kodenv.triplets import load_triplets

_AVAILABLE = frozenset(BASE_MODULES) | {"solution", "__future__", "collections", "sys"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One program and its suite, in the forms that the graders take.

    Attributes:
        name: The triplet's id.
        form: ``assert`` or ``pytest``.
        program: The reference solution.
        suite: The triplet's suite.
        entry_point: The tested name.
        script: For ``assert``: the suite so that it checks when it is executed after the program.
        calls: For ``pytest``: the test functions, in order.
        inputs: For ``assert``: the arguments of each check.
        expected: For ``assert``: what each check expects.
    """

    name: str
    form: str
    program: str
    suite: str
    entry_point: str
    script: str = ""
    calls: tuple[str, ...] = ()
    inputs: tuple[Any, ...] = ()
    expected: tuple[Any, ...] = ()

    def to_row(self) -> dict[str, Any]:
        """Return what the graders need; values as text, since JSON has no tuples."""
        row = dataclasses.asdict(self)
        row["inputs"], row["expected"], row["pytest_file"] = repr(self.inputs), repr(self.expected), self._pytest_file()
        return row

    def _pytest_file(self) -> str:
        """Return a test file with the same checks, for graders that run pytest."""
        if self.form == "pytest":
            return self.suite
        body = textwrap.indent(self.script, "    ")
        return f"from solution import {self.entry_point}\n\n\ndef test_suite():\n{body}\n"


def load_works(source: Path | None, form: str) -> tuple[list[Work], int]:
    """Return the usable works of one form, and how many triplets of that form there were.

    Args:
        source: A file of triplets; None for the bundled ones.
        form: ``assert`` or ``pytest``.
    """
    triplets = [t for t in load_triplets(source) if t.test_format == form and t.language == "python"]
    works = [work for work in map(_work, triplets) if work is not None]
    return works, len(triplets)


def _work(triplet: Triplet) -> Work | None:
    needed = module_imports(triplet.test) | module_imports(triplet.solution)
    if needed - _AVAILABLE or not triplet.entry_point:
        return None
    tree = ast.parse(triplet.test)
    known: dict[str, Any] = {
        "name": triplet.question_id,
        "form": triplet.test_format,
        "program": triplet.solution,
        "suite": triplet.test,
        "entry_point": triplet.entry_point,
    }
    if triplet.test_format == "pytest":
        calls = _plain_functions(tree)
        return Work(**known, calls=calls) if calls else None
    pairs = _pairs(tree, {triplet.entry_point, "candidate"})
    if not pairs:
        return None
    script = _called(triplet.test, tree, triplet.entry_point)
    inputs, expected = zip(*pairs, strict=True)
    return Work(**known, script=script, inputs=inputs, expected=expected)


def _plain_functions(tree: ast.Module) -> tuple[str, ...]:
    """Return the test functions of a suite that has nothing but those; they can simply be called."""
    names = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.AsyncFunctionDef):
            return ()
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            if node.decorator_list or ast.unparse(node.args):
                return ()
            names.append(node.name)
    return tuple(dict.fromkeys(names))


def _pairs(tree: ast.Module, names: Iterable[str]) -> list[tuple[list[Any], Any]] | None:
    """Return the arguments and expected value of each assert, or None if one is not ``f(literals) == literal``."""
    pairs = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        match node.test:
            case ast.Compare(
                left=ast.Call(func=ast.Name(id=called), args=arguments, keywords=[]),
                ops=[ast.Eq()],
                comparators=[value],
            ) if called in names:
                try:
                    pairs.append(([ast.literal_eval(a) for a in arguments], ast.literal_eval(value)))
                except ValueError:
                    return None
            case _:
                return None
    return pairs


def _called(test: str, tree: ast.Module, entry_point: str) -> str:
    """Return the suite with the call of ``check`` that some files leave to the grader."""
    defines = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in tree.body)
    last = tree.body[-1]
    calls = isinstance(last, ast.Expr) and ast.unparse(last).startswith("check(")
    return f"{test}\n\ncheck({entry_point})\n" if defines and not calls else test
