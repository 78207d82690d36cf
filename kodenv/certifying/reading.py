"""What a suite's text says about how far it can be trusted, and what its verdicts may depend on."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from kodenv.records import Triplet
from kodenv.suite_calls import parse_or_none
from kodenv.suite_uses import dotted_name

CLOCK, CHANCE, HASHES, THREADS, FILES, SLEEP, NETWORK = (
    "clock", "chance", "hashes", "threads", "files", "sleep", "network",
)  # fmt: skip
_MODULES = {
    "time": CLOCK, "datetime": CLOCK, "calendar": CLOCK, "timeit": CLOCK, "random": CHANCE, "secrets": CHANCE,
    "uuid": CHANCE, "threading": THREADS, "multiprocessing": THREADS, "concurrent": THREADS, "asyncio": THREADS,
    "subprocess": THREADS, "queue": THREADS, "signal": THREADS, "_thread": THREADS, "gc": HASHES, "weakref": HASHES,
    "os": FILES, "pathlib": FILES, "tempfile": FILES, "shutil": FILES, "glob": FILES, "sqlite3": FILES, "io": FILES,
    "resource": CLOCK, "platform": FILES, "socket": NETWORK, "requests": NETWORK, "urllib": NETWORK, "http": NETWORK,
    "ftplib": NETWORK, "smtplib": NETWORK, "aiohttp": NETWORK, "httpx": NETWORK, "numpy": CHANCE, "faker": CHANCE,
}  # fmt: skip
_NAMES = {
    "set": HASHES, "frozenset": HASHES, "hash": HASHES, "id": HASHES, "repr": HASHES, "open": FILES, "dir": HASHES,
    "urandom": CHANCE, "getrandbits": CHANCE, "sleep": SLEEP, "getpid": CHANCE, "tmp_path": FILES, "tmpdir": FILES,
    "__import__": CHANCE, "import_module": CHANCE, "eval": CHANCE, "exec": CHANCE,
}  # fmt: skip
_SETS = (ast.Set, ast.SetComp)
_CLOCKS = frozenset(
    ["time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "now",
     "utcnow", "today", "ctime", "localtime", "gmtime", "timeit"]
)  # fmt: skip
_CLOCK_OWNERS = frozenset({"time", "datetime", "date", "timeit", "dt"})
_DRAWS = frozenset(
    ["random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform", "gauss", "normal", "rand",
     "randn", "integers", "permutation", "uuid4", "uuid1", "urandom", "token_hex", "token_bytes", "randbelow",
     "getrandbits", "betavariate", "expovariate", "triangular", "SystemRandom"]
)  # fmt: skip
_DRAW_OWNERS = frozenset({"random", "np", "numpy", "secrets", "uuid", "os", "rng"})
_OWN_FILES = frozenset({"__file__", "getsource", "getsourcelines", "getsourcefile", "getfile"})
_BROAD = frozenset({"Exception", "BaseException", "AssertionError"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a triplet's texts say.

    Attributes:
        risks: What its verdicts may depend on beside the program: any of this module's names.
        warnings: Codes, sorted; see ``docs/certificates.md``.
    """

    risks: frozenset[str]
    warnings: tuple[str, ...]


def read_triplet(triplet: Triplet) -> Reading:
    """Read a triplet's suite and solution."""
    solution = parse_or_none(triplet.solution)
    suite = None if triplet.test_format == "stdio" else parse_or_none(triplet.test)
    trees = [tree for tree in (suite, solution) if tree is not None]
    found = set(_habits(suite)) if suite is not None else set()
    if suite is not None:
        found |= set(_suite_warnings(suite))
    if solution is not None:
        found |= {f"solution_{code}" for code in _habits(solution) if code != "reads_own_files"}
    return Reading(risks=frozenset(risk for tree in trees for risk in _risks(tree)), warnings=tuple(sorted(found)))


def _risks(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (_MODULES[root] for alias in names if (root := alias.name.split(".")[0]) in _MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in _MODULES:
                yield _MODULES[module.split(".")[0]]
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) if name in _NAMES:
                yield _NAMES[name]
            case ast.Set() | ast.SetComp():
                yield HASHES


def _habits(tree: ast.Module) -> Iterator[str]:
    """Yield what suites and solutions do that makes a verdict depend on more than the program."""
    aliases = {alias.asname or alias.name for node in ast.walk(tree) for alias in getattr(node, "names", ())
               if isinstance(node, ast.ImportFrom) and isinstance(alias, ast.alias)}  # fmt: skip
    draws, is_seeded = False, False
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(_MODULES.get(one.name.split(".")[0]) == NETWORK for one in names):
                yield "network"
            case ast.ImportFrom(module=str(module)) if _MODULES.get(module.split(".")[0]) == NETWORK:
                yield "network"
            case ast.Call(func=function):
                owner, _, name = dotted_name(function).rpartition(".")
                owned = owner.rpartition(".")[2]
                direct = not owner and name in aliases
                if name == "sleep":
                    yield "sleeps"
                elif name in _CLOCKS and (owned in _CLOCK_OWNERS or direct):
                    yield "reads_clock"
                elif name in _DRAWS and (owned in _DRAW_OWNERS or direct):
                    draws = True
                elif name == "seed" or (name in ("Random", "default_rng", "RandomState") and node.args):
                    is_seeded = True
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _OWN_FILES:
                yield "reads_own_files"
            case ast.Constant(value=str(text)) if "solution.py" in text:
                yield "reads_own_files"
    if draws and not is_seeded:
        yield "unseeded_random"


def _suite_warnings(suite: ast.Module) -> Iterator[str]:
    asserts = [node for node in ast.walk(suite) if isinstance(node, ast.Assert)]
    if not any(_checks(node) for node in ast.walk(suite)):
        yield "no_assertion"
    elif any(_is_test(node) and not any(map(_checks, ast.walk(node))) and not _helpers(suite, node)
             for node in ast.walk(suite)):  # fmt: skip
        yield "case_without_assertion"
    if any(_is_settled(node.test) for node in asserts):
        yield "constant_assertion"
    if any(isinstance(node, ast.Try) and _swallows(node) for node in ast.walk(suite)):
        yield "swallowed_exception"
    for node in ast.walk(suite):
        if isinstance(node, ast.With) and any(_suppresses(item.context_expr) for item in node.items):
            yield "swallowed_exception"


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")


def _helpers(suite: ast.Module, test: ast.AST) -> bool:
    """Tell whether a test calls something of the suite's own that checks."""
    checking = {
        node.name
        for node in ast.walk(suite)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and any(map(_checks, ast.walk(node)))
    }
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    return bool(checking & (names | {node.attr for node in ast.walk(test) if isinstance(node, ast.Attribute)}))


def _checks(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Call(func=function):
            name = dotted_name(function).rpartition(".")[2] or getattr(function, "attr", "")
            return name.startswith(("assert", "fail")) or name in ("raises", "warns")
        case ast.Raise(exc=exc) if exc is not None:
            return dotted_name(exc.func if isinstance(exc, ast.Call) else exc) in ("AssertionError", "Exception")
    return False


def _is_settled(claim: ast.expr) -> bool:
    """Tell whether a claim holds whatever the program does: a constant, constants compared, a thing with itself."""
    match claim:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.Tuple(elts=[_, *_]):
            return True
        case ast.Compare(left=left, comparators=others):
            settled = all(isinstance(one, ast.Constant) for one in (left, *others))
            same = isinstance(claim.ops[0], ast.Eq | ast.Is) and ast.dump(left) == ast.dump(others[0])
            return settled or (same and not any(isinstance(one, ast.Call) for one in ast.walk(left)))
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(isinstance(one, ast.Constant) and bool(one.value) for one in values)
    return False


def _swallows(node: ast.Try) -> bool:
    """Tell whether a failure inside a ``try`` is passed over in silence."""
    if not any(isinstance(one, ast.Call | ast.Assert) for part in node.body for one in ast.walk(part)):
        return False
    return any(
        (handler.type is None or _is_broad(handler.type)) and not any(_reacts(one) for one in handler.body)
        for handler in node.handlers
    )


def _is_broad(kind: ast.expr) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(dotted_name(one) in _BROAD for one in kinds)


def _reacts(statement: ast.stmt) -> bool:
    return any(isinstance(one, ast.Raise) or _checks(one) for one in ast.walk(statement)) or isinstance(
        statement, ast.Assign | ast.AugAssign
    )


def _suppresses(context: ast.expr) -> bool:
    if not (isinstance(context, ast.Call) and dotted_name(context.func).endswith("suppress")):
        return False
    return any(_is_broad(one) for one in context.args)
