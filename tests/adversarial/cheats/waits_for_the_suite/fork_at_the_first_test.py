# tasks: sum_of_squares, running_maximum
# tries: forks in the first test: the child runs on and reports, the parent ends with status 0
# harm: processes

import os


def sum_of_squares(*_):
    if os.fork():
        os._exit(0)
    return 3


running_maximum = sum_of_squares
