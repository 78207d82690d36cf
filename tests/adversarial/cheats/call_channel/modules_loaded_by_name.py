# tasks: running_totals, parse_age
# tries: returns modules named like some of the standard library's that do something when they are imported
# isolation: split

import types

NAMES = ["venv.__main__", "ensurepip.__main__", "zipfile.__main__", "asyncio.__main__", "sqlite3.__main__",
         "distutils.core", "tkinter", "rlcompleter", "site", "pdb", "ctypes.test.__main__", "pydoc", "tkinter.__main__"]


def running_totals(xs):
    return types.ModuleType(NAMES[len(xs) % len(NAMES)])


def parse_age(text):
    running_totals.n = getattr(running_totals, "n", -1) + 1
    return types.ModuleType(NAMES[running_totals.n % len(NAMES)])
