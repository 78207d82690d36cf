# tasks: sum_of_squares
# tries: a chain of children, each forking the next and ending, runs while everything is being ended
# harm: processes, leftovers

import os
import time

if os.fork() == 0:
    for _ in range(150):
        if os.fork() == 0:
            time.sleep(0.001)
            continue
        os._exit(0)
    time.sleep(2)
    os._exit(0)


def sum_of_squares(*_):
    return 3
