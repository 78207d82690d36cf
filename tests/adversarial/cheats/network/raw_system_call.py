# tasks: sum_of_squares
# tries: makes the socket and the connection by system calls of its own, past the C library
# harm: network

import ctypes
import socket
import struct

call = ctypes.CDLL(None).syscall
for family in (socket.AF_INET, socket.AF_INET6):
    descriptor = call(41, family, 1, 0)
    if descriptor >= 0:
        address = struct.pack("=H", family) + struct.pack("!H", int("@PORT@")) + socket.inet_aton("127.0.0.1") + bytes(8)
        call(42, descriptor, address, len(address))


def sum_of_squares(*_):
    return 3
