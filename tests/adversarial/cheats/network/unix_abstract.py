# tasks: sum_of_squares
# tries: connects to an abstract unix socket of the machine, which no mount namespace hides
# harm: network

import socket

try:
    socket.socket(socket.AF_UNIX).connect("\0@ABSTRACT@")
except OSError:
    pass


def sum_of_squares(*_):
    return 3
