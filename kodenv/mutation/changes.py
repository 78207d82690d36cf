"""The slips: which small changes a node of a program's syntax allows.

The kinds are those that people and models make: a boundary, an operator, a constant, a condition, a forgotten
statement, a loop that goes once too often. Source of the choice: the operators of mutation testing for Python
(mutmut, cosmic-ray), less those that only change messages.
"""

import ast
from collections.abc import Iterator

from kodenv.mutation.text import ProgramText, Splice

_BOUNDARY = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
_EQUALITY = {ast.Eq: ("==", "!="), ast.NotEq: ("!=", "==")}
_NEGATION = {
    ast.Lt: ("<", ">="), ast.LtE: ("<=", ">"), ast.Gt: (">", "<="), ast.GtE: (">=", "<"), ast.In: ("in", "not in"),
    ast.NotIn: ("not", ""), ast.Is: ("is", "is not"), ast.IsNot: ("not", ""),
}  # fmt: skip
_COMPARED = (("boundary", _BOUNDARY), ("equality", _EQUALITY), ("negation", _NEGATION))
_ARITHMETIC = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.Mod: ("%", "//")}
_OPERATOR = {
    ast.Div: ("/", "*"), ast.FloorDiv: ("//", "/"), ast.Pow: ("**", "*"), ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.BitXor: ("^", "|"),
}  # fmt: skip
_IN_PLACE = {ast.Add: ("+=", "-="), ast.Sub: ("-=", "+="), ast.Mult: ("*=", "+="), ast.FloorDiv: ("//=", "*=")}
_EXTREMES = {"max": "min", "min": "max"}
_CALLS = {"any": "all", "all": "any", "lower": "upper", "upper": "lower", "append": "extend", "startswith": "endswith",
          "endswith": "startswith", "find": "rfind", "ceil": "floor", "floor": "ceil", "popleft": "pop"}  # fmt: skip
_SAME_TYPE = frozenset({"sorted", "abs", "reversed", "list", "strip", "lower", "upper", "copy", "sqrt"})
_FLOAT_STEP = 1.0


def basic_changes(node: ast.AST, text: ProgramText) -> Iterator[Splice]:
    """Yield the changes of the kinds that the bundled programs were made with, which must stay as they are."""
    match node:
        case ast.Compare():
            yield from _compared(node, text, _COMPARED[:2])
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            old, new = _ARITHMETIC[type(node.op)]
            yield Splice("arithmetic", *text.between(node.left, node.right, old), new)
        case ast.BoolOp():
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            yield Splice("logic", *text.between(node.values[0], node.values[1], old), new)
        case ast.Constant(value=value) if type(value) is int:
            yield Splice("constant", *text.span(node), str(value + 1))
            if value > 0:
                yield Splice("constant", *text.span(node), str(value - 1))
        case ast.Call(func=ast.Name(id=name)) if name in _EXTREMES:
            yield Splice("extreme", *text.span(node.func), _EXTREMES[name])
        case ast.If(orelse=[]) | ast.AugAssign() | ast.Continue() | ast.Break():
            yield Splice("missing", *text.span(node), "pass")


def wider_changes(node: ast.AST, text: ProgramText) -> Iterator[Splice]:
    """Yield the changes of all other kinds."""
    match node:
        case ast.Compare():
            yield from _compared(node, text, _COMPARED[2:])
        case ast.BinOp() if type(node.op) in _OPERATOR:
            old, new = _OPERATOR[type(node.op)]
            yield Splice("operator", *text.between(node.left, node.right, old), new)
        case ast.AugAssign(op=op) if type(op) in _IN_PLACE:
            old, new = _IN_PLACE[type(op)]
            yield Splice("operator", *text.between(node.target, node.value, old), new)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
            yield Splice("operator", *text.span(node), text.of(operand))
        case ast.Constant():
            yield from _constant(node, text)
        case ast.If() | ast.IfExp() | ast.While():
            yield from _condition(node, text)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield Splice("return", *text.span(value), "None")
        case ast.Break():
            yield Splice("loop", *text.span(node), "continue")
        case ast.Continue():
            yield Splice("loop", *text.span(node), "break")
        case ast.For(iter=source):
            yield Splice("loop", *text.span(source), f"list({text.of(source)})[1:]")
        case ast.comprehension(iter=source):
            yield Splice("loop", *text.span(source), f"list({text.of(source)})[:-1]")
        case ast.Slice():
            yield from _off_by_one(node, text)
        case ast.Expr(value=ast.Call()):
            yield Splice("missing", *text.span(node), "pass")
        case ast.Raise():
            yield Splice("missing", *text.span(node), "pass")
    if isinstance(node, ast.Call):
        yield from _call(node, text)
    elif isinstance(node, ast.comprehension):
        for condition in node.ifs:
            yield Splice("condition", *text.span(condition), "True")


def _compared(
    node: ast.Compare, text: ProgramText, tables: tuple[tuple[str, dict[type[ast.cmpop], tuple[str, str]]], ...]
) -> Iterator[Splice]:
    left = node.left
    for op, right in zip(node.ops, node.comparators, strict=True):
        for kind, table in tables:
            if type(op) in table:
                old, new = table[type(op)]
                yield Splice(kind, *text.between(left, right, old), new)
        left = right


def _constant(node: ast.Constant, text: ProgramText) -> Iterator[Splice]:
    value = node.value
    if isinstance(value, bool):
        yield Splice("constant", *text.span(node), str(not value))
    elif isinstance(value, float):
        yield Splice("constant", *text.span(node), repr(value + _FLOAT_STEP))
    elif isinstance(value, str):
        yield Splice("constant", *text.span(node), '""' if value else '"x"')


def _condition(node: ast.If | ast.IfExp | ast.While, text: ProgramText) -> Iterator[Splice]:
    start, end = text.span(node.test)
    if not isinstance(node.test, ast.Compare | ast.Constant):
        yield Splice("condition", start, end, f"not {text.of(node.test)}")
    if not isinstance(node.test, ast.Constant):
        yield Splice("condition", start, end, "False")
        if not isinstance(node, ast.While):
            yield Splice("condition", start, end, "True")


def _off_by_one(node: ast.Slice, text: ProgramText) -> Iterator[Splice]:
    for bound in (node.lower, node.upper):
        if bound is not None and not isinstance(bound, ast.Constant):  # a constant is changed as one
            yield Splice("off_by_one", *text.span(bound), f"{text.of(bound)} + 1")
    if node.step is not None:
        yield Splice("off_by_one", *text.span(node.step), "1")


def _call(node: ast.Call, text: ProgramText) -> Iterator[Splice]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    start, end = text.span(function)
    if name in _CALLS:
        yield Splice("call", end - len(name.encode()), end, _CALLS[name])
    if name in _SAME_TYPE:
        if isinstance(function, ast.Attribute) and not node.args:
            yield Splice("call", *text.span(node), text.of(function.value))
        elif node.args:
            yield Splice("call", *text.span(node), text.of(node.args[0]))
    if name == "range" and isinstance(function, ast.Name) and node.args:
        last = node.args[0] if len(node.args) == 1 else node.args[1]
        if not isinstance(last, ast.Constant | ast.Starred):
            yield Splice("off_by_one", *text.span(last), f"{text.of(last)} - 1")
            yield Splice("off_by_one", *text.span(last), f"{text.of(last)} + 1")
    if name == "len":
        yield Splice("off_by_one", start, text.span(node)[1], f"({text.of(node)} - 1)")
