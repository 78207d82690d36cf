"""The ids of a ``parametrize`` mark, worked out from its text."""

import ast
import builtins
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kodenv.sandbox.small_pytest.outcomes import Failed
from kodenv.sandbox.small_pytest.parameters import make_ids, param, parse_parametrize
from kodenv.suite_uses import Uses

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class UnknownIdsError(Exception):
    """The text does not tell the ids; the message says why."""


class Parameters:
    """Works out parameter sets from the text of their marks."""

    def __init__(self, body: list[ast.stmt], uses: Uses, defined: Mapping[str, Definition]) -> None:
        """Take the suite, what it uses of pytest, and (once they are known) its own definitions by name."""
        self.uses = uses
        self.defined = defined
        self.constants = _find_constants(body, uses.nodes)

    def ids(self, mark: ast.Call) -> list[str]:
        """Return the ids of a ``parametrize`` mark's sets.

        Raises:
            UnknownIdsError: If the text does not tell them.
        """
        given = {keyword.arg: keyword.value for keyword in mark.keywords}
        given.update(zip(("argnames", "argvalues"), mark.args, strict=False))
        ids = given.get("ids")
        try:
            names, sets = parse_parametrize(
                ast.literal_eval(given["argnames"]),
                [self._parameter_set(one) for one in self._elements(given["argvalues"])],
            )
            return make_ids(names, sets, None if ids is None else ast.literal_eval(ids))
        except (KeyError, ValueError, TypeError, RecursionError, Failed) as error:
            raise UnknownIdsError(f"line {mark.lineno}: computed parameters") from error

    def _elements(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.Name) and node.id in self.constants:
            node = self.constants[node.id]
        if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(one, ast.Starred) for one in node.elts):
            raise ValueError("not a list")
        return node.elts

    def _parameter_set(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call) and self.uses.pytest_name(node.func) == "param":
            options = {keyword.arg: keyword.value for keyword in node.keywords}
            one_id = options.get("id")
            values = [self._value(value) for value in node.args]
            return param(*values, id=None if one_id is None else ast.literal_eval(one_id))
        if isinstance(node, ast.Name) and node.id in self.constants:
            node = self.constants[node.id]
        if isinstance(node, ast.Tuple | ast.List):
            return _Several([self._value(one) for one in node.elts])
        return self._value(node)

    def _value(self, node: ast.expr) -> Any:
        """Return a value that gets the same id as the one written, or raise ValueError."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.List() | ast.Tuple() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
                return _Several()
            case ast.Lambda():
                return lambda: None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_number(self._value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return _combined(self._value(left), op, self._value(right))
            case ast.Name(id=name) if name in self.constants:
                return self._value(self.constants[name])
            case ast.Name(id=name) if name in self.defined and not self.defined[name].decorator_list:
                return _named(name)
            case ast.Name(id=name) if isinstance(getattr(builtins, name, None), type):
                return getattr(builtins, name)
            case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as text)], keywords=[]):
                return float(text)
            case ast.Call(func=ast.Name(id=name)) if name in _PLAIN_CALLS and name not in self.defined:
                return _Several()
        raise ValueError("not a literal")


_PLAIN_CALLS = frozenset(
    [
        "list",
        "dict",
        "set",
        "tuple",
        "frozenset",
        "range",
        "object",
        "bytearray",
        "Decimal",
        "Fraction",
        "datetime",
        "date",
        "timedelta",
        "Counter",
        "deque",
        "OrderedDict",
        "defaultdict",
    ]
)
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


class _Several(list[Any]):
    """Stands for a container or another value whose id is its argument's name and place."""


def _named(name: str) -> Any:
    made = lambda: None  # noqa: E731
    made.__name__ = name
    return made


def _number(value: Any) -> Any:
    if not isinstance(value, int | float | complex):
        raise ValueError("not a number")
    return value


def _combined(left: Any, op: ast.operator, right: Any) -> Any:
    """Work out an expression of small constants; what could become huge is refused."""
    if isinstance(left, _Several) or isinstance(right, _Several):
        return _Several()
    big = (isinstance(one, int) and abs(one) > 10_000 for one in (left, right))
    if isinstance(op, ast.Pow) and (any(big) or (isinstance(right, int) and right > 400)):
        raise ValueError("too big")
    if isinstance(left, str) and isinstance(op, ast.Mod):
        raise ValueError("a format")
    if isinstance(op, ast.Mult) and any(isinstance(one, str | bytes) for one in (left, right)):
        count = next((one for one in (left, right) if isinstance(one, int)), 0)
        if count > 100_000:
            raise ValueError("too big")
    try:
        return _OPERATORS[type(op)](left, right)
    except (KeyError, ArithmeticError) as error:
        raise ValueError("not a constant") from error


def _find_constants(body: list[ast.stmt], nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """Return the values of the module's names that are bound once and only ever read whole."""
    constants: dict[str, ast.expr] = {}
    stored: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            stored[node.id] = stored.get(node.id, 0) + 1
        owner = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
        if isinstance(owner, ast.Name):
            stored[owner.id] = stored.get(owner.id, 0) + 2
    for statement in body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name) and stored[target.id] == 1:
                constants[target.id] = statement.value
    return constants
