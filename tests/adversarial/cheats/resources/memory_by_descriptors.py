# tasks: sum_of_squares
# tries: memory that belongs to no process: memfd, pipes and sockets full of bytes
# harm: resources
# timeout_s: 6
# memory_mb: 256

import os
import socket

kept = []
try:
    for number in range(20):
        memory = os.memfd_create(str(number))
        kept.append(memory)
        for _ in range(32):
            os.write(memory, b"x" * (1 << 20))
except (OSError, MemoryError):
    pass
try:
    for _ in range(100):
        kept.append(socket.socketpair())
        kept[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        kept[-1][0].setblocking(False)
        kept[-1][0].send(b"x" * (1 << 22))
except OSError:
    pass


def sum_of_squares(*_):
    return 3
