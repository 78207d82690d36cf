"""Suites made from recorded calls: the call-based problems of APPS, TACO and LiveCodeBench.

Such rows hold arguments and results as JSON, which has no tuples and only text keys. Where that
matters, the suite compares without regard to it, as the graders of those sets do.
"""

import ast
import json
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

# Names that call-based problems use without importing them: their graders put the imports in front.
# Source: hendrycks/apps, eval/testing_util.py; LiveCodeBench, lcb_runner/evaluation/testing_util.py.
_GIVEN_MODULES = ("bisect", "collections", "functools", "heapq", "itertools", "math", "random", "re", "string", "sys")
_GIVEN_NAMES = {
    "bisect": "bisect_left bisect_right insort",
    "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple",
    "functools": "cache cmp_to_key lru_cache reduce",
    "heapq": "heapify heappop heappush heappushpop nlargest nsmallest",
    "itertools": "accumulate chain combinations count cycle groupby permutations product repeat zip_longest",
    "math": "ceil comb factorial floor gcd inf log sqrt",
    "typing": "Any Callable Deque Dict Generator Iterable Iterator List Optional Set Tuple Union",
}

# Compares the JSON forms: lists for tuples, text keys. `wrapped` says that what is expected may stand in a list of one.
_HELPER = """\
def _kodenv_same(got, expected, wrapped=False):
    import json

    def plain(value):
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            return {key if isinstance(key, str) else json.dumps(key): plain(item) for key, item in value.items()}
        return value

    got = plain(got)
    return got == expected or (wrapped and got == expected[0])


"""
_DIGITS = 4_000  # below the 4,300 that int() and the compiler accept


def load_json(text: str) -> Any:
    """Return a JSON value whose integers may be of any length, unlike :func:`json.loads`.

    Raises:
        ValueError: If it is not JSON.
    """
    return json.loads(text, parse_int=_parse_int)


def _parse_int(digits: str) -> int:
    if len(digits) <= _DIGITS:
        return int(digits)
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    value = 0
    for start in range(0, len(digits), _DIGITS):
        piece = digits[start : start + _DIGITS]
        value = value * 10 ** len(piece) + int(piece)
    return sign * value


def to_source(value: Any) -> str:
    """Return a JSON value as Python source; long integers in hexadecimal, which has no digit limit."""
    if isinstance(value, list):
        return f"[{', '.join(map(to_source, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {to_source(item)}' for key, item in value.items())}}}"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 3 * _DIGITS:
        return hex(value)
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return f"float({str(value)!r})"
    return repr(value)


def write_suite(callee: str, calls: Iterable[tuple[Sequence[Any], Any]], *, wrapped: bool = False) -> str:
    """Return an ``assert`` suite with one case for each call.

    Args:
        callee: Source of what is called: ``solve`` or ``Solution().solve``.
        calls: Arguments and the expected result, as JSON values.
        wrapped: Whether a result may stand in a list of one, so that both must be accepted.
    """
    lines = [_write_case(callee, arguments, expected, wrapped) for arguments, expected in calls]
    helper = _HELPER if any("_kodenv_same(" in line for line in lines) else ""
    return helper + "".join(lines)


def _write_case(callee: str, arguments: Sequence[Any], expected: Any, wrapped: bool) -> str:
    call = f"{callee}({', '.join(to_source(_with_int_keys(argument)) for argument in arguments)})"
    if not isinstance(expected, list | dict):
        return f"assert {call} == {to_source(expected)}\n"
    accepted = ", wrapped=True" if wrapped and isinstance(expected, list) and len(expected) == 1 else ""
    return f"assert _kodenv_same({call}, {to_source(expected)}{accepted})\n"


def _with_int_keys(argument: Any) -> Any:
    """Give an argument that is an object back the integer keys that JSON made text.

    ``to_source`` writes keys with ``repr``, so they may be integers here.
    """
    if isinstance(argument, dict) and argument and all(_is_int(key) for key in argument):
        return {int(key): value for key, value in argument.items()}
    return argument


def _is_int(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii() and len(text) <= _DIGITS


def parse_python(source: str) -> ast.Module | None:
    """Return the syntax tree, or None if it is not Python 3; warnings about the source are not ours to give."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def first_python(sources: Iterable[str]) -> str:
    """Return the first text that is Python 3, else the first, else nothing."""
    first = None
    for source in sources:
        if parse_python(source) is not None:
            return source
        first = source if first is None else first
    return first or ""


def add_given_imports(source: str) -> str:
    """Put in front of a solution the imports that its data set's grader gave it and it relies on."""
    tree = parse_python(source)
    if tree is None:
        return source
    bound = _bound_names(tree)
    missing = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound
    lines = [f"import {module}" for module in _GIVEN_MODULES if module in missing]
    for module, names in _GIVEN_NAMES.items():
        if used := [name for name in names.split() if name in missing]:
            lines.append(f"from {module} import {', '.join(used)}")
    return "".join(f"{line}\n" for line in lines) + source


def _bound_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases):
                names.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            case ast.ImportFrom(module=module, names=aliases):
                for alias in aliases:
                    stars = _GIVEN_NAMES.get(module or "", "").split() if alias.name == "*" else ()
                    names.update(stars or (alias.asname or alias.name,))
    return names


def called_name(asserts: str, solution: str) -> str | None:
    """Return the function that asserts call: the first called name that the solution defines."""
    suite, program = parse_python(asserts), parse_python(solution)
    if suite is None:
        return None
    called = [node.func.id for node in _calls(suite)]
    defined = _top_level_names(program) if program is not None else set()
    return next((name for name in called if name in defined), called[0] if called and not defined else None)


def _calls(tree: ast.Module) -> list[Any]:
    """Return the calls of plain names inside asserts, in the order they are written."""
    calls = [
        node
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Assert)
        for node in ast.walk(statement.test)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return sorted(calls, key=lambda node: (node.lineno, node.col_offset))


def _top_level_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def defines_class(starter: str, name: str) -> bool:
    """Whether a starter, often a header without a body, opens that class."""
    return any(line.split("(")[0].split(":")[0].split() == ["class", name] for line in starter.splitlines())
