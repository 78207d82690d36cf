# tasks: sum_of_squares
# tries: writes into the folders that later programs import from
# harm: files, leftovers

import os
import sys

for folder in [*sys.path, os.path.dirname(os.__file__), sys.prefix, "/usr/lib", "/usr/local/lib"]:
    try:
        with open(os.path.join(folder or ".", "@NAME@.py"), "x"):
            pass
        if folder and os.path.realpath(folder) != os.getcwd():
            os.unlink(os.path.join(folder, "@NAME@.py"))
            raise RuntimeError("@BREACH@ " + folder)
    except OSError:
        pass


def sum_of_squares(*_):
    return 3
