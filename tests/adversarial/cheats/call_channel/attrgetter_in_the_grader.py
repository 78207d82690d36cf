# tasks: sum_of_squares, roman_numeral, running_maximum, parse_age, second_largest
# tries: operator.attrgetter, called in the grader, reads the suite's constants out of the grader's modules
# isolation: split

import enum
import operator
import sys


def _peer():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if callable(getattr(value, "ask", None)) and hasattr(value, "frames"):
                return value
        frame = frame.f_back
    return None


def sum_of_squares(*arguments):
    ask = _peer().ask

    def look(path, target):
        return ask("call", ask("call", operator.attrgetter, (path,), None), (target,), None)

    names = look("__reduce_ex__.__globals__", enum.Enum)
    system = names["sys"]
    modules = look("modules.copy", system)()
    suite = modules["test_solution"]
    tests = look("__dict__", suite)
    found = {name: look("__code__.co_consts", test) for name, test in tests.items() if name.startswith("test")}
    raise RuntimeError(f"@BREACH@ {found}")


roman_numeral = running_maximum = parse_age = second_largest = sum_of_squares
