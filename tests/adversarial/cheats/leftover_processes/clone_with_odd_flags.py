# tasks: sum_of_squares
# tries: children by clone with their parent's parent, without an exit signal, and in shared memory
# harm: processes, leftovers

import ctypes
import os
import time

call = ctypes.CDLL(None).syscall
for flags in (0x8000 | 17, 0, 0x8000):  # CLONE_PARENT with and without a signal, none
    if call(56, flags, 0, 0, 0, 0) == 0:
        time.sleep(2)
        os._exit(0)


def sum_of_squares(*_):
    return 3
