# tasks: sum_of_squares
# tries: types into the terminal of the caller
# harm: escape

import fcntl
import os
import termios

for path in (0, 1, 2, "/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
    try:
        descriptor = path if isinstance(path, int) else os.open(path, os.O_RDWR)
        for number in (0x5412, 0x541C, 0x100005412):
            fcntl.ioctl(descriptor, number & 0xFFFFFFFF, b"x")
            raise RuntimeError("@BREACH@")
    except (OSError, OverflowError):
        pass


def sum_of_squares(*_):
    return 3
