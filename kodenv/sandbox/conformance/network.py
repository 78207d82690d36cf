"""A program reaches nobody: no network, and no listener of this machine."""

from kodenv.sandbox.conformance.check import Check, checks_of
from kodenv.sandbox.conformance.outside import Listeners

_ATTEMPT = """\
import socket
def attempt(call):
    try:
        call()
    except OSError:
        return
    raise Exception('allowed')
"""
_CALLS = {
    "connects by TCP": "attempt(lambda: socket.create_connection(('127.0.0.1', @TCP@), 1))\n",
    "connects by TCP over IPv6": "attempt(lambda: socket.create_connection(('::1', @TCP6@), 1))\n",
    "sends by UDP": (
        "attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', @UDP@)))\n"
    ),
    "connects to a listener with a path": "attempt(lambda: socket.socket(socket.AF_UNIX).connect(@STREAM@))\n",
    "sends to a listener with a path": (
        "attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', @DATAGRAM@))\n"
    ),
    "sends to a listener with a path from one of a pair": (
        "attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', @DATAGRAM@))\n"
    ),
    "connects to an abstract listener": "attempt(lambda: socket.socket(socket.AF_UNIX).connect(@ABSTRACT_STREAM@))\n",
    "sends to an abstract listener": (
        "attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', @ABSTRACT_DATAGRAM@))\n"
    ),
    "sends to an abstract listener from one of a pair": (
        "attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', @ABSTRACT_DATAGRAM@))\n"
    ),
    "connects from a child": """\
import subprocess, sys
code = "import socket; socket.create_connection(('127.0.0.1', @TCP@), 1)"
assert subprocess.run([sys.executable, '-S', '-c', code], stderr=subprocess.DEVNULL).returncode
""",
    "connects by a raw call": """\
import ctypes, struct
libc = ctypes.CDLL(None)
made = libc.syscall(41, 2, 1, 0)
where = struct.pack('=H', 2) + struct.pack('!H', @TCP@) + bytes([127, 0, 0, 1]) + bytes(8)
assert libc.syscall(42, made, where, 16) == -1, 'allowed'
""",
}

CHECKS: tuple[Check, ...] = checks_of(
    "network",
    "a program reaches no network and no listener",
    {name: _ATTEMPT + call for name, call in _CALLS.items()},
    outside=Listeners,
)
