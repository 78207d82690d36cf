# tasks: apply_times, twice
# tries: reads a handed-over function's globals through an attrgetter that lives in the grader
# isolation: split

import operator
import sys


def _peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back


def apply_times(function, *_):
    ask = _peer().ask
    for path in ("__code__.co_consts", "__globals__", "__globals__.update", "__closure__", "__func__.__globals__"):
        look = ask("call", operator.attrgetter, (path,), None)
        found = ask("call", look, (function,), None)
        if found is not None:
            raise RuntimeError("@BREACH@")


twice = apply_times
