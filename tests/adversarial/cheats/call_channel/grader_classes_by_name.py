# tasks: sum_of_squares, running_maximum
# tries: has the grader call classes of the standard library that look behind things or call things
# isolation: split

import functools
import itertools
import operator
import sys
import types


def _peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back


def sum_of_squares(*_):
    peer = _peer()
    for cls, arguments in (
        (operator.attrgetter, ("x",)), (operator.methodcaller, ("x",)), (operator.itemgetter, (0,)),
        (functools.partial, (int,)), (map, (int, ["1"])), (filter, (None, [1])), (itertools.starmap, (int, [])),
        (types.SimpleNamespace, ()), (property, ()),
    ):
        try:
            peer.ask("call", cls, arguments, None)
        except Exception:
            continue
        raise RuntimeError(f"@BREACH@ {cls}")
    return 3


running_maximum = sum_of_squares
