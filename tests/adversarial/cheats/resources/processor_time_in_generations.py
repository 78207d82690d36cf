# tasks: sum_of_squares
# tries: forks a successor before each generation's limit of processor time is used up
# harm: resources, processes
# timeout_s: 2

import os
import time

for _ in range(40):
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    if os.fork():
        os.waitpid(-1, 0)
        os._exit(0)


def sum_of_squares(*_):
    return 3
