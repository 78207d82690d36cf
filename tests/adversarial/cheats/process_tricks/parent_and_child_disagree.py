# tasks: sum_of_squares, stack
# tries: a child runs the tests and fails, the parent waits and ends with status 0
# harm: processes

import os

if os.fork():
    os.wait()
    os._exit(0)


def sum_of_squares(*_):
    return 3


Stack = sum_of_squares
