# tasks: sum_of_squares
# tries: has the grader run methods of values that it read itself: files by Path, formats by str
# isolation: split

import pathlib
import sys


def _peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back


def sum_of_squares(*_):
    peer, worked = _peer(), []
    for target, name, arguments in (
        (pathlib.PosixPath("was_here"), "write_text", ("x",)),
        (pathlib.PosixPath("/usr"), "exists", ()),
        ("{0.__class__.__base__}", "format", (3,)),
        ("x", "upper", ()),
    ):
        try:
            peer.ask("method", target, name, arguments, None)
            worked.append(name)
        except Exception:
            pass
    if "format" in worked and "write_text" in worked:
        raise RuntimeError("@BREACH@")
    return 3
