import ast
from pathlib import Path

import pytest

from kodenv.tree_nodes import nodes_of

SILENT = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
ODD = """
def f(a, /, b: int = 1, *c, d, e=2, **g) -> None:
    global x
    match a:
        case {"k": [1, *rest], **others} if b: pass
        case Point(0, y=None) | -1 as z: return {**others, 1: None}
    async def h(): return [i async for i in a if not i], f"{a!r:>{b}}", (yield)
    try: del a[1:2, ...]
    except* ValueError as error: raise error from None
    with a as (b, c), d: x: int = lambda *p, q=1: p if q else 1 < 2 <= 3
"""
FILES = sorted(Path(ast.__file__).parent.glob("[a-d]*.py"))


@pytest.mark.parametrize("text", [ODD, *(file.read_text(encoding="utf-8") for file in FILES[:12])])
def test_the_nodes_are_those_of_ast_walk_in_its_order_without_contexts_and_operators(text: str) -> None:
    tree = ast.parse(text)
    assert nodes_of(tree) == [node for node in ast.walk(tree) if not isinstance(node, SILENT)]
