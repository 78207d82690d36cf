# tasks: sum_of_squares
# tries: leaves children that ignore every signal, change their name, group and parent, and hold its output open
# harm: processes, leftovers

import ctypes
import os
import signal
import time

for _ in range(5):
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        os.setpgid(0, 0)
        ctypes.CDLL(None).prctl(15, b"kworker/0:1", 0, 0, 0)
        ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)  # no signal at the parent's death
        time.sleep(3)
        os._exit(0)


def sum_of_squares(*_):
    return 3
