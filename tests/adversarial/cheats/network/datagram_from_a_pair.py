# tasks: sum_of_squares
# tries: an allowed pair of datagram sockets is used to send to a third one
# harm: network

import socket

for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
    a, b = socket.socketpair(socket.AF_UNIX, kind)
    for address in ("@SOCKET@", "\0@ABSTRACT@"):
        try:
            a.sendto(b"hello", address)
        except OSError:
            pass
        try:
            a.connect(address)
        except OSError:
            pass


def sum_of_squares(*_):
    return 3
