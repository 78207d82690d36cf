# tasks: sum_of_squares
# tries: a child process with another program of the machine makes the connection
# harm: network

import subprocess
import sys

code = "import socket; socket.create_connection(('127.0.0.1', int('@PORT@')), timeout=1)"
for command in (
    [sys.executable, "-c", code],
    ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/@PORT@"],
    ["curl", "-s", "-m", "1", "http://127.0.0.1:@PORT@/"],
):
    try:
        subprocess.run(command, capture_output=True, timeout=2)
    except (OSError, subprocess.TimeoutExpired):
        pass


def sum_of_squares(*_):
    return 3
