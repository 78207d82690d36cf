# tasks: sum_of_squares, running_maximum
# tries: forks: parent and child answer the same questions over the same channel, and each other's
# isolation: split

import os


def sum_of_squares(*_):
    os.fork()
    return 3


running_maximum = sum_of_squares
