"""Programs that solve nothing: what a suite accepts of them it does not test."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kodenv.records import Triplet, parse_stdio
from kodenv.suite_calls import asserted_calls, parse_or_none

_MOST_CONSTANTS = 8
_OF_TYPE = {
    "bool": ("True", "False"), "int": ("0", "1"), "float": ("0.0",), "str": ('""',), "list": ("[]",), "dict": ("{}",),
    "tuple": ("()",), "set": ("set()",),
}  # fmt: skip
_ANY = ("True", "0", '""', "[]")
_BUILT = ("__init__", "__post_init__", "__new__", "__init_subclass__", "__set_name__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stubs:
    """Programs with the names of the solution and nothing behind them.

    Attributes:
        raising: Every function raises; a case that holds all the same calls none, or does not care.
        empty: Every function has an empty body.
        constants: Every function returns one value, of a type that the suite or the signature asks for.
    """

    raising: str
    empty: str
    constants: tuple[str, ...]


def stubs_of(triplet: Triplet) -> Stubs | None:
    """Return the stubs of a triplet's solution; None where it cannot be read."""
    if triplet.test_format == "stdio":
        outputs = Counter(output for _, output in parse_stdio(triplet.test))
        common = tuple(f"print({text!r})\n" for text, _ in outputs.most_common(2))
        return Stubs(raising="raise SystemExit(1)\n", empty="pass\n", constants=common)
    module = parse_or_none(triplet.solution)
    if module is None:
        return None
    constants = [_stub(module, f"return {text}") for text in _constants(triplet, module)]
    identity = _stub(module, "return {first}")
    return Stubs(
        raising=_stub(module, "raise NotImplementedError('stub')"),
        empty=_stub(module, "pass"),
        constants=(*constants[:_MOST_CONSTANTS], identity),
    )


def _constants(triplet: Triplet, module: ast.Module) -> list[str]:
    """Return what a lazy program could answer: the suite's commonest values, and plain ones of the right types."""
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    names = {node.name for node in functions} | {"candidate"}
    expected = [call.expected for call in asserted_calls(triplet.test, names) if call.expected is not None]
    literals = Counter(ast.unparse(node) for node in expected if _is_literal(node))
    types = {_type_of(node) for node in expected if _is_literal(node)}
    for node in functions:
        if node.returns is not None:
            types.add(ast.unparse(node.returns).partition("[")[0].rpartition(".")[2].lower())
    plain = [text for name in sorted(types & _OF_TYPE.keys()) for text in _OF_TYPE[name]] or list(_ANY)
    return list(dict.fromkeys([*(text for text, _ in literals.most_common(2)), *plain]))


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _type_of(node: ast.expr) -> str:
    return type(ast.literal_eval(node)).__name__


def _stub(module: ast.Module, body: str) -> str:
    return "\n\n".join(ast.unparse(ast.fix_missing_locations(node)) for node in _kept(module.body, body)) + "\n"


def _kept(statements: Sequence[ast.stmt], body: str) -> Iterator[ast.stmt]:
    """Yield what stays: imports, plain values, and definitions without what they do."""
    for node in statements:
        match node:
            case ast.Import() | ast.ImportFrom():
                yield node
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield _emptied(node, body)
            case ast.ClassDef():
                members = list(_kept(node.body, body))
                yield ast.ClassDef(
                    **{**dict(ast.iter_fields(node)), "body": members or [ast.Pass()]}, lineno=0, col_offset=0
                )
            case ast.Assign() | ast.AnnAssign() if not any(isinstance(one, ast.Call) for one in ast.walk(node)):
                yield node
            case ast.Assign(targets=targets):
                yield ast.Assign(targets=targets, value=ast.Constant(None), lineno=0, col_offset=0)


def _emptied(node: ast.FunctionDef | ast.AsyncFunctionDef, body: str) -> ast.stmt:
    text = "pass" if node.name in _BUILT and not body.startswith("raise") else body
    arguments = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]
    text = text.replace("{first}", arguments[0] if arguments else "None")
    made = {**dict(ast.iter_fields(node)), "body": ast.parse(f"def f():\n    {text}").body[0].body}  # type: ignore[attr-defined]
    return type(node)(**made, lineno=0, col_offset=0)
