"""Tells which triplets keep to themselves: whose runs leave nothing in the interpreter that the next one could find."""

import ast

from kodenv.records import Triplet
from kodenv.suite_calls import parse_or_none

_PURE = frozenset(
    ["__future__", "abc", "array", "ast", "base64", "binascii", "bisect", "cmath", "collections", "copy", "dataclasses",
     "datetime", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math",
     "numbers", "operator", "pytest", "random", "re", "solution", "statistics", "string", "struct", "textwrap", "types",
     "typing", "unittest"]
)  # fmt: skip
_REACHING = frozenset(
    ["__builtins__", "__import__", "__dict__", "breakpoint", "capfd", "capsys", "delattr", "eval", "exec", "exit",
     "input", "mock", "monkeypatch", "open", "patch", "quit", "setattr", "tmp_path", "tmpdir", "vars"]
)  # fmt: skip


def keeps_to_itself(triplet: Triplet) -> bool:
    """Return whether solution and suite import only modules without a state, and change nothing of them.

    A text that cannot be read, or that reads input, does not.
    """
    if triplet.test_format == "stdio":
        return False
    trees = [parse_or_none(text) for text in (triplet.solution, triplet.test)]
    return all(tree is not None and not any(map(_reaches_out, ast.walk(tree))) for tree in trees)


def _reaches_out(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name.partition(".")[0] not in _PURE or alias.name == "unittest.mock" for alias in names)
        case ast.ImportFrom(module=module):
            return (module or "").partition(".")[0] not in _PURE or module == "unittest.mock"
        case ast.Name(id=name) | ast.arg(arg=name):
            return name in _REACHING
        case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del(), value=ast.Name(id=owner)):
            return owner in _PURE or name in _REACHING
        case ast.Attribute(attr=name):
            return name in _REACHING
    return False
