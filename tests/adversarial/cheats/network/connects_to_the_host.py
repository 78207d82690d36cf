# task: is_palindrome
# tries: connect to a server of the caller's machine
# harm: network

import socket


def is_palindrome(text):
    with socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=2) as connection:
        connection.sendall(b"hello")
    raise RuntimeError("@BREACH@")
