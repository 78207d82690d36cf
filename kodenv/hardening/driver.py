"""What runs inside the sandbox: a program is loaded and called on many inputs; each answer is a line of JSON.

Sent as text, behind the text of :mod:`kodenv.hardening.codec`, and followed by the call of :func:`main`. It runs in
the program's own process, so its answers are the program's word: good for finding inputs on which programs differ,
never for a verdict. CPython 3.9 and later, standard library only.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sys
import types
from typing import Any

from kodenv.hardening.codec import decode, encode


class OutOfTime(BaseException):
    """The call used up its processor time."""


def _out_of_time(number: Any, frame: Any) -> None:
    raise OutOfTime


def main() -> None:
    """Read a request from standard input and answer it, a line at a time."""
    request = json.loads(sys.stdin.read())
    answers = os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), io.StringIO(), io.StringIO()
    signal.signal(signal.SIGVTALRM, _out_of_time)

    def say(row: Any) -> None:
        data = json.dumps(row).encode() + b"\n"
        while data:
            data = data[os.write(answers, data) :]

    for place, program in enumerate(request["programs"]):
        module = types.ModuleType("solution")
        sys.modules["solution"] = module
        random.seed(request["seed"])
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, request["load_s"])
            exec(compile(program, "solution.py", "exec", dont_inherit=True), module.__dict__)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            function = _find(module, request["entry_point"])
        except BaseException:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        else:
            if request["suite"] is not None:
                record(module, function, request, say)
            else:
                answer(place, function, request, say)
        say([place, "end"])
    os._exit(0)


def _find(module: Any, name: Any) -> Any:
    first, _, method = name.partition(".")
    found = getattr(module, first)
    return getattr(found(), method) if method else found


def answer(place: Any, function: Any, request: Any, say: Any) -> None:
    """Call the function on each input; give up after a few calls that do not end."""
    view = eval(request["view"], {"__builtins__": __builtins__})
    patience = request["patience"]
    for number in request["order"]:
        args, kwargs = (decode(part) for part in request["inputs"][number])
        before = [encode(one) for one in args]
        kind, value = call(function, view, args, kwargs, request["call_s"])
        after = [encode(one) for one in args]
        changed = [[at, one] for at, (one, old) in enumerate(zip(after, before)) if one != old]  # noqa: B905
        say([place, number, kind, value, changed])
        sys.stdout.seek(0)
        sys.stdout.truncate()
        patience -= kind == "time"
        if patience <= 0:
            break


def call(function: Any, view: Any, args: Any, kwargs: Any, seconds: Any) -> tuple[str, Any]:
    """Return what became of a call: ``value``, ``raised`` or ``time``, and the value or the exception's name."""
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        value = encode(view(function(*args, **kwargs)))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return "value", value
    except OutOfTime:
        return "time", None
    except BaseException as error:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return "raised", type(error).__name__


def record(module: Any, function: Any, request: Any, say: Any) -> None:
    """Run the suite once and say with what the function was called, and what it returned."""
    calls: list[list[Any]] = []
    depth = [0]

    def recorder(*args: Any, **kwargs: Any) -> Any:
        outermost = not depth[0]
        depth[0] += 1
        try:
            if outermost and len(calls) < request["most"]:
                calls.append([encode(args), encode(kwargs), None])
                mine = calls[-1]
            value = function(*args, **kwargs)
            if outermost and len(calls) <= request["most"]:
                mine[2] = encode(value)
            return value
        finally:
            depth[0] -= 1

    recorder.__name__ = request["entry_point"]
    setattr(module, request["entry_point"], recorder)
    scope = dict(module.__dict__) if request["format"] == "assert" else {"__name__": "suite"}
    scope.update((name, one) for name, one in module.__dict__.items() if not name.startswith("_"))
    signal.setitimer(signal.ITIMER_VIRTUAL, request["load_s"])
    with contextlib.suppress(BaseException):  # what was called until then is what there is
        _run_suite(request["suite"], scope, request)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    for one in calls:
        say(["call", *one])


def _run_suite(source: Any, scope: Any, request: Any) -> None:
    import ast

    for statement in ast.parse(source).body:
        try:
            exec(compile(ast.Module([statement], []), "suite.py", "exec", dont_inherit=True), scope)
        except OutOfTime:
            raise
        except BaseException:  # a suite may need what is not here; the next statement may not
            continue
    if request["format"] == "assert":
        if request["check"]:
            scope["check"](scope[request["entry_point"]])
        return
    for name, one in list(scope.items()):
        if name.startswith("test") and isinstance(one, types.FunctionType):
            _run_test(one)
        elif isinstance(one, type) and (name.startswith("Test") or hasattr(one, "assertEqual")):
            _run_class(one)


def _run_class(cls: Any) -> None:
    for name in dir(cls):
        if name.startswith("test"):
            try:
                item = cls(name) if hasattr(cls, "assertEqual") else cls()
                for prepare in ("setUp", "setup_method"):
                    if hasattr(item, prepare):
                        getattr(item, prepare)()
            except OutOfTime:
                raise
            except BaseException:
                continue
            _run_test(getattr(item, name))


def _run_test(test: Any) -> None:
    marks = [one for one in getattr(test, "pytestmark", []) if one.name == "parametrize"]
    rows: list[dict[str, Any]] = [{}]
    for mark in marks:
        names = mark.args[0]
        names = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
        more = []
        for value in mark.args[1]:
            if type(value).__name__ == "ParameterSet":
                value = value.values
            elif len(names) == 1:
                value = (value,)
            more += [dict(row, **dict(zip(names, value))) for row in rows]  # noqa: B905
        rows = more
    for row in rows:
        try:
            test(**row)
        except OutOfTime:
            raise
        except BaseException:
            continue
