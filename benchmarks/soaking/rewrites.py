"""The same program written otherwise: what it does must not change."""

import ast
import base64
import textwrap
from collections.abc import Callable
from random import Random

from benchmarks.soaking.tasks import Task

Rewrite = Callable[[str, Task, Random], str]

_WRAPPERS = {
    "lambda": "_inner = {name}\n{name} = lambda *args, **named: _inner(*args, **named)\n",
    "partial": "import functools\n{name} = functools.partial({name})\n",
    "decorator": (
        "import functools\n\n\ndef _same(function):\n    @functools.wraps(function)\n"
        "    def call(*args, **named):\n        return function(*args, **named)\n    return call\n\n\n"
        "{name} = _same({name})\n"
    ),
    "callable object": (
        "_inner = {name}\n\n\nclass _Caller:\n    def __call__(self, *args, **named):\n"
        "        return _inner(*args, **named)\n\n\n{name} = _Caller()\n"
    ),
    "bound method": (
        "_inner = {name}\n\n\nclass _Owner:\n    def go(self, *args, **named):\n"
        "        return _inner(*args, **named)\n\n\n{name} = _Owner().go\n"
    ),
    "static method": (
        "_inner = {name}\n\n\nclass _Owner:\n    @staticmethod\n    def go(*args, **named):\n"
        "        return _inner(*args, **named)\n\n\n{name} = _Owner.go\n"
    ),
    "through a generator": (
        "_inner = {name}\n\n\ndef {name}(*args, **named):\n    def once():\n"
        "        yield _inner(*args, **named)\n    return next(once())\n"
    ),
    "through a coroutine": (
        "_inner = {name}\n\n\ndef {name}(*args, **named):\n    async def work():\n"
        "        return _inner(*args, **named)\n    try:\n        work().send(None)\n"
        "    except StopIteration as end:\n        return end.value\n"
    ),
    "in a thread": (
        "import threading\n_inner = {name}\n\n\ndef {name}(*args, **named):\n    seen = []\n\n    def work():\n"
        "        try:\n            seen.append((True, _inner(*args, **named)))\n"
        "        except Exception as error:\n            seen.append((False, error))\n"
        "    one = threading.Thread(target=work)\n    one.start()\n    one.join()\n"
        "    if not seen[0][0]:\n        raise seen[0][1]\n    return seen[0][1]\n"
    ),
    "deep in calls": (
        "_inner = {name}\n\n\ndef {name}(*args, **named):\n    def down(depth):\n"
        "        return down(depth - 1) if depth else _inner(*args, **named)\n    return down(100)\n"
    ),
    "caught and raised again": (
        "_inner = {name}\n\n\ndef {name}(*args, **named):\n    try:\n        return _inner(*args, **named)\n"
        "    except Exception as error:\n        raise error\n    finally:\n        del args, named\n"
    ),
}
_CLASS_WRAPPERS = {
    "subclass": "_Inner = {name}\n\n\nclass {name}(_Inner):\n    pass\n",
    "metaclass": (
        "_Inner = {name}\n\n\nclass _Meta(type(_Inner)):\n    pass\n\n\n"
        "class {name}(_Inner, metaclass=_Meta):\n    pass\n"
    ),
    "made by type()": "{name} = type('{name}', ({name},), {{}})\n",
    "decorated class": "def _same(cls):\n    cls.note = 'seen'\n    return cls\n\n\n{name} = _same({name})\n",
    "mixin": (
        "_Inner = {name}\n\n\nclass _Mixin:\n    def spare(self):\n        return None\n\n\n"
        "class {name}(_Mixin, _Inner):\n    pass\n"
    ),
}


def rewrite(program: str, task: Task, rng: Random) -> tuple[str, str]:
    """Return a program rewritten in one to three ways, and their names."""
    names = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        name, change = rng.choice(_ALL)
        program = change(program, task, rng)
        names.append(name)
    return program, ", ".join(names)


def lay_out(program: str, rng: Random) -> tuple[str, str]:
    """Return a program in another layout, and its name; nothing may be put before it or behind it afterwards."""
    name, change = rng.choice(_LAYOUTS)
    return change(program), name


def _split(program: str) -> tuple[str, str]:
    """Part the functions of a program from the main block that a stdio program ends with."""
    head, found, tail = program.partition("\ndef main()")
    return head + "\n", (found + tail) if found else ""


def _wrap(program: str, task: Task, rng: Random) -> str:
    head, tail = _split(program)
    wrappers = _CLASS_WRAPPERS if task.form == "class" else _WRAPPERS
    text = wrappers[rng.choice(sorted(wrappers))].format(name=task.name)
    number = rng.randrange(10**6)  # a wrapper may be round another one, which may be hidden in a text
    for word in ("_inner", "_Inner", "_Owner", "_Caller", "_Mixin", "_Meta", "_same"):
        text = text.replace(word, f"{word}{number}")
    return f"{head}\n\n{text}{tail}"


def _into_closure(program: str, task: Task, _rng: Random) -> str:
    head, tail = _split(program)
    if "'''" in head or '"""' in head or "def _make():" in head or "exec(" in head:
        return program
    body = textwrap.indent(head, "    ")
    return f"def _make():\n{body}\n    return {task.name}\n\n\n{task.name} = _make()\n{tail}"


def _into_text(program: str, _task: Task, _rng: Random) -> str:
    head, tail = _split(program)
    return f"exec(compile({head!r}, 'inner.py', 'exec'), globals())\n{tail}"


def _into_base64(program: str, _task: Task, _rng: Random) -> str:
    head, tail = _split(program)
    return f"import base64\n\nexec(base64.b64decode({base64.b64encode(head.encode())!r}).decode(), globals())\n{tail}"


def _changed(transformer: Callable[[Random], ast.NodeTransformer]) -> Rewrite:
    def change(program: str, _task: Task, rng: Random) -> str:
        tree = transformer(rng).visit(ast.parse(program))
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"

    return change


class _SwapBranches(ast.NodeTransformer):
    def __init__(self, _rng: Random) -> None: ...

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        if not node.orelse:
            return node
        return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)


class _LoopByHand(ast.NodeTransformer):
    """``for`` by ``iter`` and ``next``."""

    def __init__(self, rng: Random) -> None:
        self._number = rng.randrange(1000)

    def visit_For(self, node: ast.For) -> list[ast.stmt] | ast.For:
        self.generic_visit(node)
        if node.orelse:
            return node
        self._number += 1
        name = f"_turns_{self._number}"
        text = (
            f"{name} = iter(0)\nwhile True:\n    try:\n        x = next({name})\n"
            f"    except StopIteration:\n        break\n"
        )
        start, loop = ast.parse(text).body
        assert isinstance(start, ast.Assign) and isinstance(start.value, ast.Call) and isinstance(loop, ast.While)
        start.value.args = [node.iter]
        taken = loop.body[0]
        assert isinstance(taken, ast.Try) and isinstance(taken.body[0], ast.Assign)
        taken.body[0].targets = [node.target]
        loop.body += node.body
        return [start, loop]


class _RenameLocals(ast.NodeTransformer):
    """Give the names that a function assigns, and nobody else's, new ones."""

    def __init__(self, rng: Random) -> None:
        self._prefix = rng.choice(("v", "tmp_", "größe_", "_x", "the_value_called_"))
        self._names: dict[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        inside = list(ast.walk(node))
        if any(isinstance(one, ast.Global | ast.Nonlocal | ast.Lambda) for one in inside) or self._names:
            return node
        if any(isinstance(one, ast.FunctionDef) and one is not node for one in inside):
            return node
        kept = {one.arg for one in inside if isinstance(one, ast.arg)}
        stored = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)} - kept
        self._names = {name: f"{self._prefix}{place}" for place, name in enumerate(sorted(stored))}
        for one in inside:
            if isinstance(one, ast.Name):
                one.id = self._names.get(one.id, one.id)
        self._names = {}
        return node


class _SpelledOut(ast.NodeTransformer):
    """``x += 1`` as ``x = x + 1``, and small numbers as sums."""

    def __init__(self, _rng: Random) -> None: ...

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if not (isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant)):
            return node
        if not isinstance(node.value.value, int):
            return node
        return ast.Assign([node.target], ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value))


def _commented(program: str, _task: Task, rng: Random) -> str:
    words = ("# déjà vu ✓", "#", "# TODO nothing", "# -*- not a header -*-", "# \u202e right to left")
    return "".join(
        f"{line}  {rng.choice(words)}\n" if rng.random() < 0.3 and not line.endswith("\\") else f"{line}\n"
        for line in program.split("\n")
    )


_LAYOUTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("no final newline", lambda program: program.rstrip("\n")),
    ("CRLF", lambda program: program.replace("\n", "\r\n")),
    ("byte order mark", lambda program: "\ufeff" + program),
    ("coding line", lambda program: "# -*- coding: utf-8 -*-\n" + program),
    ("much empty space", lambda program: "\n" * 300 + program + "\n \n\t\n" * 100),
    ("long comment", lambda program: f"# {'x' * 20_000}\n" + program),
)
_ALL: tuple[tuple[str, Rewrite], ...] = (
    ("wrapped", _wrap),
    ("wrapped", _wrap),
    ("wrapped", _wrap),
    ("in a closure", _into_closure),
    ("from a text", _into_text),
    ("from base64", _into_base64),
    ("branches swapped", _changed(_SwapBranches)),
    ("loops by hand", _changed(_LoopByHand)),
    ("locals renamed", _changed(_RenameLocals)),
    ("spelled out", _changed(_SpelledOut)),
    ("comments", _commented),
)
