"""Completions to replay: references, recorded wrong bodies, stubs, and mutants that change one place of a reference."""

import ast
import copy
import random
from collections.abc import Callable, Iterator

from kodenv.seeding import derive_seed

STUB = "    pass\n"
_MIRRORED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.FloorDiv, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.And: ast.Or, ast.Or: ast.And, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_Change = Callable[[], None]


def mutants(source: str, name: str, count: int, *, inside: str | None = None) -> list[str]:
    """Return up to ``count`` programs that each change one place of a source, drawn by ``name``.

    Args:
        source: A reference of a public set, or one of ours: what comes out is run by graders without a sandbox.
        name: What the draw depends on.
        count: How many, at most.
        inside: The function in which the place must lie; None: anywhere.
    """
    places = len(_changes(ast.parse(source), inside))
    draw = random.Random(derive_seed("agreement mutants", name))
    original = ast.unparse(ast.parse(source))
    found: list[str] = []
    for place in draw.sample(range(places), places):
        tree = ast.parse(source)
        _changes(tree, inside)[place]()
        text = ast.unparse(ast.fix_missing_locations(tree))
        if text != original and text not in found:
            found.append(text)
        if len(found) == count:
            break
    return found


def body_of(program: str, function: str) -> str:
    """Return a function's body, without its docstring, as it would follow the function's head."""
    tree = ast.parse(program)
    node = next(n for n in reversed(tree.body) if isinstance(n, ast.FunctionDef) and n.name == function)
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return "".join(f"    {line}\n" for part in body for line in ast.unparse(part).splitlines()) or STUB


def _changes(tree: ast.Module, inside: str | None) -> list[_Change]:
    """Return what can be changed in a tree, in a fixed order."""
    roots: list[ast.AST] = [tree]
    if inside is not None:
        roots = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == inside]
    nodes = [node for root in roots for node in ast.walk(root)]
    # a docstring or a type is no place: changing it changes nothing
    return [change for node in nodes for change in _of(node)]


def _of(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _MIRRORED:
        yield lambda: node.ops.__setitem__(0, _MIRRORED[type(node.ops[0])]())
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in _MIRRORED:
        yield lambda: setattr(node, "op", _MIRRORED[type(node.op)]())
    if isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 1000:
        yield lambda: setattr(node, "value", node.value + 1)  # type: ignore[operator]
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda: setattr(node, "value", not node.value)
    if isinstance(node, ast.If) and not node.orelse:
        yield lambda: setattr(node, "test", ast.UnaryOp(op=ast.Not(), operand=copy.deepcopy(node.test)))
    if isinstance(node, ast.Return) and node.value is not None:
        yield lambda: setattr(node, "value", ast.Constant(value=None))
