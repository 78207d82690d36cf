# tasks: sum_of_squares, best_item, notify_all, apply_times
# tries: asks for every handle number that the grader may have given, and for attributes of each
# isolation: split

import sys


class Ref:
    pass


def _peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back


def sum_of_squares(*_):
    peer = _peer()
    for number in range(-5, 200):
        for name in ("__globals__", "__dict__", "__class__", "__init__", "peer", "control", "_methodName"):
            peer.frames.send(["get", [], [{"m": number}, name], 0, []])
            answer = peer.frames.receive()
            if answer[0] == "r" and answer[2] is not None and name in ("__globals__", "__dict__", "control"):
                raise RuntimeError("@BREACH@")
    return 3


best_item = notify_all = apply_times = sum_of_squares
