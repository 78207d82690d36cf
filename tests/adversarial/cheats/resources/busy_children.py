# tasks: sum_of_squares
# tries: burns processor time in children, which its own limit does not count
# harm: resources, processes
# timeout_s: 2

import os
import time

for _ in range(8):
    if os.fork() == 0:
        end = time.monotonic() + 4
        while time.monotonic() < end:
            pass
        os._exit(0)


def sum_of_squares(*_):
    return 3
