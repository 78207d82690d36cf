# tasks: sum_of_squares
# tries: eight children take as much memory each as one process may have
# harm: resources
# timeout_s: 4
# memory_mb: 256

import os
import time

for _ in range(8):
    if os.fork() == 0:
        try:
            block = bytearray(b"x") * (200 << 20)
        except MemoryError:
            pass
        time.sleep(0.5)
        os._exit(0)
time.sleep(1)


def sum_of_squares(*_):
    return 3
