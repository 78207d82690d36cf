# tasks: sum_of_squares, add_numbers
# tries: connects to a TCP port of the machine and says something
# harm: network

import socket

try:
    with socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1) as connection:
        connection.sendall(b"hello")
except OSError:
    pass


def sum_of_squares(*_):
    return 3
