# tasks: sum_of_squares, second_largest
# tries: lets a crowd of processes take memory and end just when the verdict is out and the next program starts
# harm: resources, processes
# timeout_s: 3
# memory_mb: 64

import os
import time

for _ in range(20):
    if not os.fork():
        os.setsid()
        until = time.monotonic() + 1
        held = []
        while time.monotonic() < until:
            try:
                held.append(bytearray(b"x" * (4 << 20)))
            except MemoryError:
                time.sleep(0.001)
        os._exit(0)


def sum_of_squares(numbers):
    return 14


second_largest = total = sum_of_squares
