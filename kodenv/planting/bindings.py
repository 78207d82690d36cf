"""Which literals a name of a suite may stand for."""

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence

Bindings = Mapping[str, Sequence[ast.expr]]
_CONTAINERS = frozenset({"set", "list", "tuple", "dict", "frozenset", "sorted", "Counter", "OrderedDict", "deque"})
_SCALARS = frozenset({"approx", "str", "int", "float", "Decimal", "Fraction", "date", "datetime"})
_WRAPPERS = _CONTAINERS | _SCALARS | {"array", "Series", "DataFrame"}
_COMPARING = frozenset({"zip", "enumerate", "items", "len", "abs", "fabs", "isclose", "allclose", "subTest", "print"})
# calls whose value is plain from their arguments, beside classes
_MAKERS = _WRAPPERS | {"timedelta", "time", "call", "bytes", "bytearray", "complex", "range", "reversed", "timezone"}
_DEPTH = 8


def find_bindings(statements: Sequence[ast.stmt], known: Bindings | None = None) -> dict[str, list[ast.expr]]:
    """Return the expressions that names are bound to, by assignments and loops; only names bound in one place.

    Args:
        statements: Where to look.
        known: What other names stand for that are used there.
    """
    bound: dict[str, list[ast.expr]] = {name: list(values) for name, values in (known or {}).items()}
    times: dict[str, int] = {}
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                times[node.id] = times.get(node.id, 0) + 1
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                _bind(node.targets[0], [node.value], bound)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                _bind(node.target, [node.value], bound)
            elif isinstance(node, ast.For):
                _bind(node.target, _elements(node.iter, bound), bound)
    return {name: values for name, values in bound.items() if times.get(name) == 1}


def expected_bindings(statements: Sequence[ast.stmt], checking: Collection[str]) -> dict[str, list[ast.expr]]:
    """Return the bindings of :func:`find_bindings` without what is handed to the program."""
    given = given_names(statements, checking)
    return {name: values for name, values in find_bindings(statements).items() if name not in given}


def leaves(node: ast.expr, bindings: Bindings, depth: int = _DEPTH) -> list[ast.expr]:
    """Return the constants in an expression that make up its value, as far as the text tells."""
    if depth == 0:
        return []
    match node:
        case ast.Constant():
            return [node]
        case ast.Name(id=name):
            parts: Sequence[ast.expr | None] = bindings.get(name, ())
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return [node]
        case ast.UnaryOp(operand=operand):
            parts = [operand]
        case ast.BinOp(left=left, right=right):
            parts = [left, right]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            parts = elements
        case ast.Dict(keys=keys, values=values):
            parts = [*values, *keys]
        case ast.Call() if _made(node):
            parts = arguments(node)
        case _:
            return []
    found = [leaf for part in parts if part is not None for leaf in leaves(part, bindings, depth - 1)]
    match node:
        case ast.List(elts=[_]) | ast.Set(elts=[_]) | ast.Dict(keys=[_]):
            found.append(node)
    if not parts and isinstance(node, ast.List | ast.Tuple | ast.Dict | ast.Call):
        return [node]
    return found


def is_literal(node: ast.expr, bindings: Bindings, depth: int = _DEPTH) -> bool:
    """Return whether an expression is made of literals alone."""
    if depth == 0:
        return False
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            values = bindings.get(name, ())
            return bool(values) and all(is_literal(one, bindings, depth - 1) for one in values)
        case ast.UnaryOp(operand=operand):
            return is_literal(operand, bindings, depth - 1)
        case ast.BinOp(left=left, right=right):
            return is_literal(left, bindings, depth - 1) and is_literal(right, bindings, depth - 1)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return all(is_literal(one, bindings, depth - 1) for one in elements)
        case ast.Dict(keys=keys, values=values):
            return all(one is not None and is_literal(one, bindings, depth - 1) for one in [*keys, *values])
        case ast.Call() if _made(node):
            return all(is_literal(one, bindings, depth - 1) for one in arguments(node))
    return False


def name_of(node: ast.expr) -> str:
    """Return the last part of a dotted name, or an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def arguments(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call, named ones last."""
    return [*call.args, *(one.value for one in call.keywords)]


def _wrapped(call: ast.Call) -> bool:
    return name_of(call.func) in _WRAPPERS


def _made(call: ast.Call) -> bool:
    """Return whether a call makes a value of its arguments: that of a class, by its name."""
    name = name_of(call.func)
    return name in _MAKERS or name[:1].isupper()


def _bind(target: ast.expr, values: Sequence[ast.expr], bound: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        bound.setdefault(target.id, []).extend(values)
    elif isinstance(target, ast.Tuple | ast.List):
        for index, part in enumerate(target.elts):
            _bind(part, column(values, index, len(target.elts)), bound)


def column(rows: Iterable[ast.expr], index: int, width: int) -> list[ast.expr]:
    """Return one element of each literal row that has the right width."""
    found = []
    for row in rows:
        if isinstance(row, ast.Tuple | ast.List) and len(row.elts) == width:
            found.append(row.elts[index])
    return found


def _elements(node: ast.expr, bound: Mapping[str, Sequence[ast.expr]]) -> list[ast.expr]:
    """Return what iterating over an expression yields, as expressions."""
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return elements
        case ast.Name(id=name):
            return [one for value in bound.get(name, ()) if value is not node for one in _elements_of(value)]
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            return [_pair(ast.Name("", ast.Load()), one) for one in _elements(inner, bound)]
        case ast.Call(func=ast.Name(id="zip"), args=[*inner]):
            columns = [_elements(one, bound) for one in inner]
            return [_pair(*row) for row in zip(*columns, strict=False)]
        case ast.Call(func=ast.Attribute(value=mapping, attr="items"), args=[]):
            return _items(mapping, bound)
    return []


def _elements_of(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.List | ast.Tuple) else []


def _items(mapping: ast.expr, bound: Mapping[str, Sequence[ast.expr]]) -> list[ast.expr]:
    values = bound.get(mapping.id, ()) if isinstance(mapping, ast.Name) else [mapping]
    found: list[ast.expr] = []
    for one in values:
        if isinstance(one, ast.Dict):
            found += [_pair(key, value) for key, value in zip(one.keys, one.values, strict=True) if key is not None]
    return found


def _pair(*parts: ast.expr) -> ast.expr:
    return ast.Tuple(list(parts), ast.Load())


def given_names(statements: Iterable[ast.stmt], checking: Collection[str]) -> set[str]:
    """Return the names that are handed to the program: a right answer changes with them.

    Args:
        statements: The test.
        checking: The suite's own functions that check something; what they get is compared.
    """
    found: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and not _only_compares(name_of(node.func), checking):
                given = [*node.args, *(one.value for one in node.keywords)]
                found |= {one.id for part in given for one in ast.walk(part) if isinstance(one, ast.Name)}
    return found


def _only_compares(name: str, checking: Collection[str]) -> bool:
    return name in _WRAPPERS or name in _COMPARING or name in checking or name.startswith("assert")


def computed_names(statements: Iterable[ast.stmt], steady: Collection[str]) -> set[str]:
    """Return the names bound to what a call returned, other than calls of the ``steady`` functions."""
    found: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
                calls = [one for one in ast.walk(node.value) if isinstance(one, ast.Call)]
                if any(not (_wrapped(one) or name_of(one.func) in steady) for one in calls):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    found |= {one.id for part in targets for one in ast.walk(part) if isinstance(one, ast.Name)}
    return found
