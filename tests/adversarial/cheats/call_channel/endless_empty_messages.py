# tasks: sum_of_squares, running_maximum
# tries: sends messages that answer nothing for ever: printed texts, empty ones
# isolation: split
# timeout_s: 1

import os
import stat

EMPTY = b'["o",[],null,[],[]]'


def sum_of_squares(*_):
    data = (len(EMPTY).to_bytes(4, "big") + EMPTY) * 500
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                for _ in range(1 << 40):
                    os.write(descriptor, data)
        except OSError:
            pass


running_maximum = sum_of_squares
