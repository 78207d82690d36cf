# tasks: sum_of_squares, add_numbers
# tries: sends UDP datagrams to a port of the machine, by every address it may have
# harm: network

import socket

for address in ("127.0.0.1", "localhost", "0.0.0.0", "127.1.2.3"):
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", (address, int("@PORT@")))
    except OSError:
        pass


def sum_of_squares(*_):
    return 3
