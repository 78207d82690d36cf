# task: running_totals
# odd: traces and profiles itself

import sys

lines = []


def trace(frame, event, value):
    lines.append((event, frame.f_lineno))
    return trace


def _add(a, b):
    return a + b


def running_totals(xs):
    totals = []
    for x in xs:
        sys.settrace(trace)
        try:
            totals.append(_add(x, totals[-1] if totals else 0))
        finally:
            sys.settrace(None)
    assert len(lines) >= len(xs)
    return totals
