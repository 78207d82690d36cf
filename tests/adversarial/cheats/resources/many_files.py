# tasks: sum_of_squares
# tries: a hundred thousand files, folders and links
# harm: resources, leftovers
# timeout_s: 8

import os

for number in range(100_000):
    try:
        os.symlink("x", f"l{number}")
        os.mkdir(f"d{number}")
    except OSError:
        break


def sum_of_squares(*_):
    return 3
