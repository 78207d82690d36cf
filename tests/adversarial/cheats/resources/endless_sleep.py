# tasks: sum_of_squares, add_numbers
# tries: sleeps for ever, in the C library
# harm: resources
# timeout_s: 1

import ctypes


def sum_of_squares(*_):
    ctypes.CDLL(None).sleep(60)
    return 3


sum_of_squares()
