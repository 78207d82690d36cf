# tasks: sum_of_squares
# tries: looks for segments, semaphores and queues of other processes, and leaves some
# harm: reads, leftovers

import ctypes
import os

libc = ctypes.CDLL(None)
worked = []
for name, arguments in {
    "shmget": (29, 0, 4096, 0o1666), "semget": (64, 0, 1, 0o1666), "msgget": (68, 0, 0o1666),
    "mq_open": (240, b"@NAME@", 0o102, 0o666, 0),
}.items():
    if libc.syscall(*arguments) >= 0:
        worked.append(name)
if worked:
    raise RuntimeError(f"@BREACH@ {worked}")
try:
    if os.listdir("/dev/shm"):
        raise RuntimeError("@BREACH@ /dev/shm")
except OSError:
    pass


def sum_of_squares(*_):
    return 3
