# tasks: sum_of_squares, add_numbers
# tries: leaves a process that outlives it, twice forked and in a session of its own
# harm: processes, leftovers

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3, 64):
            try:
                os.close(descriptor)
            except OSError:
                pass
        time.sleep(3)
    os._exit(0)


def sum_of_squares(*_):
    return 3
