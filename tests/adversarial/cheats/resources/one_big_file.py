# tasks: sum_of_squares
# tries: a file of terabytes with holes, and one without
# harm: resources, leftovers
# timeout_s: 8

import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for size in (1 << 42, 1 << 33):
    for attempt in (
        lambda: os.truncate(os.open("holes", os.O_CREAT | os.O_WRONLY), size),
        lambda: os.posix_fallocate(os.open("full", os.O_CREAT | os.O_WRONLY), 0, size),
    ):
        try:
            attempt()
        except OSError:
            pass


def sum_of_squares(*_):
    return 3
