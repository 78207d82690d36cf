# tasks: sum_of_squares, running_maximum
# tries: recursion without a limit, in Python and in C
# harm: resources
# timeout_s: 5

import sys

sys.setrecursionlimit(1 << 30)


def sum_of_squares(*_):
    return sum_of_squares(*_)


def running_maximum(numbers):
    nested = []
    for _ in range(300_000):
        nested = [nested]
    return repr(nested)
