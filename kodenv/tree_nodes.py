"""The nodes of a Python syntax tree, listed in the order of ``ast.walk`` at a fraction of its cost.

Left out are the nodes that say nothing by themselves: contexts (``Load``, ``Store``) and operators.
"""

import ast

_PLAIN = frozenset(
    {
        *("ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "module", "level", "asname"),
        *("is_async", "simple", "conversion"),
    }
)
_MIXED = frozenset({"keys", "kw_defaults", "kwd_attrs"})  # lists with gaps, or of texts
_WITHOUT_NODES = (ast.Constant, ast.Global, ast.Nonlocal, ast.alias)


def nodes_of(root: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, breadth first, without contexts and operators."""
    found = [root]
    for node in found:  # it grows while it is read
        kind = node.__class__
        for name in _FIELDS.get(kind) or _fields(kind):
            value = getattr(node, name)
            if value.__class__ is list:
                found += [one for one in value if isinstance(one, ast.AST)] if name in _MIXED else value
            elif value is not None and value.__class__ is not str:
                found.append(value)
    return found


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a kind of node that can hold nodes, and remember them."""
    fields = () if kind in _WITHOUT_NODES else tuple(name for name in kind._fields if name not in _PLAIN)
    return _FIELDS.setdefault(kind, fields)
