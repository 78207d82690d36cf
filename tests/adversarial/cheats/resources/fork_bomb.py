# tasks: sum_of_squares, add_numbers
# tries: two hundred processes, each of which tries to make more
# harm: resources, processes
# timeout_s: 3

import os
import time

top = os.getpid()
made = 0
for _ in range(200):
    try:
        if os.fork() == 0:
            break
        made += 1
    except OSError:
        break
if os.getpid() != top:
    try:
        os.fork()
    except OSError:
        pass
    time.sleep(1)
    os._exit(0)


def sum_of_squares(*_):
    return 3
