# tasks: sum_of_squares, running_maximum
# tries: announces four gigabytes and sends a few bytes, then waits
# isolation: split
# timeout_s: 2

import os
import stat
import time


def sum_of_squares(*_):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, b"\xff\xff\xff\xff[[[")
        except OSError:
            pass
    time.sleep(5)


running_maximum = sum_of_squares
