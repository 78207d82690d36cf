# tasks: sum_of_squares
# tries: looks a name up, which asks a server of the network
# harm: network
# timeout_s: 4

import socket

try:
    socket.getaddrinfo("name-of-no-host.invalid", 80)
    socket.gethostbyname_ex(socket.gethostname())
    found = True
except OSError:
    found = False


def sum_of_squares(*_):
    return found and 1
