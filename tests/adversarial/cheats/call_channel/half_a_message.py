# tasks: sum_of_squares, running_maximum
# tries: announces a message within the limit, sends it one byte at a time and never the last
# isolation: split
# timeout_s: 2

import os
import stat
import time


def sum_of_squares(*_):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, (1 << 25).to_bytes(4, "big"))
                for _ in range(500):
                    os.write(descriptor, b"[")
                    time.sleep(0.01)
        except OSError:
            pass


running_maximum = sum_of_squares
