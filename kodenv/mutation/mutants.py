"""Mutants of a program: one slip each, spliced into the text, so that layout and line numbers stay.

A text change is the same under every Python version, which a syntax tree written back is not.
"""

import ast
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from kodenv.mutation.changes import basic_changes, wider_changes
from kodenv.mutation.text import ProgramText, Splice
from kodenv.silence import no_warnings

BASIC_KINDS = ("boundary", "equality", "arithmetic", "logic", "constant", "extreme", "missing")
KINDS = (*BASIC_KINDS, "negation", "operator", "condition", "return", "call", "loop", "off_by_one")
_UNCHANGED_CALLS = frozenset({"print", "debug", "info", "warning", "error", "exception", "warn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A changed program: ``kind`` of the change, the line it is in, the whole new text, and a name among its kin."""

    kind: str
    line: int
    source: str
    id: str = ""


def mutate(source: str) -> Iterator[Mutant]:
    """Yield the mutants of the basic kinds in the order of the program's syntax tree.

    Raises:
        SyntaxError: If the program does not parse.
    """
    text = ProgramText(source)
    for node in ast.walk(ast.parse(source)):
        for change in basic_changes(node, text):
            yield _made(change, text, "")


def draw_mutants(source: str, most: int, *, is_script: bool = False) -> list[Mutant]:
    """Return mutants of every kind that differ from the program and from each other once compiled.

    Left alone are docstrings, annotations, what an exception or a log line says, and (in a module) the main guard:
    nothing that a suite could see. Where there are more than ``most``, those with the smallest hash of their text are
    drawn, which is a sample without an eye on what they are.

    Args:
        source: A program.
        most: How many at most.
        is_script: Whether the program is run as ``__main__``, so that its main guard and its prints count.

    Returns:
        The mutants by place. An id says which of all it is: ``m1``, ``m2``, ...

    Raises:
        SyntaxError: If the program does not parse.
    """
    text = ProgramText(source)
    seen = {_fingerprint(source)}
    found: list[Mutant] = []
    for change in _changes(ast.parse(source), text, is_script=is_script):
        mutant = _made(change, text, f"m{len(found) + 1}")
        mark = _fingerprint(mutant.source)
        if mark is not None and mark not in seen:
            seen.add(mark)
            found.append(mutant)
    if len(found) > most:
        drawn = sorted(found, key=lambda one: hashlib.sha256(one.source.encode("utf-8", "surrogatepass")).digest())
        keep = {one.id for one in drawn[:most]}
        found = [one for one in found if one.id in keep]
    return found


def diff_of(mutant: Mutant, source: str) -> str:
    """Return what a mutant changes, as a unified diff with a line around it."""
    names = "solution", f"{mutant.id} {mutant.kind}"
    lines = difflib.unified_diff(source.splitlines(), mutant.source.splitlines(), *names, n=1, lineterm="")
    return "\n".join(lines)


def _changes(tree: ast.Module, text: ProgramText, *, is_script: bool) -> Iterator[Splice]:
    """Yield every change, by place in the text."""
    changes: list[Splice] = []
    for node in _nodes(tree, is_script=is_script):
        try:
            changes += basic_changes(node, text)
            changes += wider_changes(node, text)
        except ValueError:  # a token that is not where the tree says: a line joined with a comment, say
            continue
    yield from sorted(changes, key=lambda one: (one.start, one.end))


def _nodes(root: ast.Module, *, is_script: bool) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [root]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if not _is_left_alone(node, name, is_script=is_script):
                children = value if isinstance(value, list) else [value]
                waiting.extend(one for one in children if isinstance(one, ast.AST) and not _is_idle(one, is_script))


def _is_left_alone(node: ast.AST, name: str, *, is_script: bool) -> bool:
    if name in ("annotation", "returns", "decorator_list", "msg", "type_params"):
        return True
    match node:
        case ast.Raise() | ast.JoinedStr():  # before 3.12 the places inside an f-string are not the text's
            return True
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return not is_script and name != "func" and called in _UNCHANGED_CALLS
        case ast.AnnAssign():
            return name == "target"
    return False


def _is_idle(node: ast.AST, is_script: bool) -> bool:
    """Tell whether a statement does nothing that a suite could see: a bare text, a print, the main guard."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return not is_script and name in _UNCHANGED_CALLS
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return not is_script
    return isinstance(node, ast.Import | ast.ImportFrom)


def _made(change: Splice, text: ProgramText, name: str) -> Mutant:
    return Mutant(kind=change.kind, line=text.line_of(change.start), source=text.spliced(change), id=name)


def _fingerprint(source: str) -> object:
    """Return what two programs have in common that are compiled alike; None for one that is no program."""
    try:
        with no_warnings():
            return _essence(compile(source, "solution.py", "exec", dont_inherit=True, optimize=0))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _essence(code: CodeType) -> object:
    constants = tuple(
        _essence(one) if isinstance(one, CodeType) else (type(one).__name__, repr(one)) for one in code.co_consts
    )
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, constants
