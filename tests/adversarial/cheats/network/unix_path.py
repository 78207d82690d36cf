# tasks: sum_of_squares
# tries: connects to a unix socket of the machine by its path
# harm: network

import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    try:
        socket.socket(socket.AF_UNIX, kind).connect("@SOCKET@")
    except OSError:
        pass


def sum_of_squares(*_):
    return 3
