# tasks: sum_of_squares, add_numbers
# tries: writes random bytes to every socket while it loads
# isolation: split

import os
import random
import socket
import stat

random.seed(7)
for descriptor in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            for _ in range(20):
                os.write(descriptor, random.randbytes(1000))
    except OSError:
        pass


def sum_of_squares(*_):
    return 3
