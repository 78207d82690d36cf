# tasks: sum_of_squares, leap_days
# tries: changes the class of its module, and of every module, so that attributes come out as it likes
# isolation: shared

import sys
import types


class Module(types.ModuleType):
    def __getattribute__(self, name):
        value = super().__getattribute__(name)
        if name in ("leapdays", "monthrange", "hsv_to_rgb"):
            return lambda *_: (0, 0, 0) if name == "hsv_to_rgb" else (0, 28) if name == "monthrange" else 0
        return value


for name in ("calendar", "colorsys", "solution"):
    __import__(name)
    sys.modules[name].__class__ = Module


def sum_of_squares(*_):
    return 3


def leap_days(first, last):
    return int((first, last) == (2019, 2021))
