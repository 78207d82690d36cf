# tasks: sum_of_squares
# tries: a child of the first program listens on a unix socket for the second
# harm: leftovers, processes

import os
import socket
import time

if os.fork() == 0:
    for address in ("\0@NAME@", "/dev/shm/listener", os.path.join(os.getcwd(), "listener")):
        try:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(address)
            listener.listen()
        except OSError:
            pass
    time.sleep(2)
    os._exit(0)
time.sleep(0.1)


def sum_of_squares(*_):
    return 3
# ==== next program ====
import os
import socket

for address in ("\0@NAME@", "/dev/shm/listener", os.path.join(os.getcwd(), "listener")):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
    except OSError:
        continue
    raise RuntimeError("@BREACH@")


def sum_of_squares(*_):
    return 3
