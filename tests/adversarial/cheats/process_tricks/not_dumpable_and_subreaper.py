# tasks: sum_of_squares
# tries: prctl: becomes a reaper, keeps its children, hides, asks for signals and for other limits
# harm: processes

import ctypes
import os
import time

prctl = ctypes.CDLL(None).prctl
for option, value in ((36, 1), (4, 1), (1, 0), (8, 1), (38, 0), (23, 21), (22, 0), (47, 2), (57, 1), (29, 0)):
    prctl(option, value, 0, 0, 0)
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(1)
    os._exit(0)


def sum_of_squares(*_):
    return 3
