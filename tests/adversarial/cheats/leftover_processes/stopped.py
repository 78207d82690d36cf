# tasks: sum_of_squares
# tries: stops itself and its children, so that nobody can wait for them to end
# harm: processes
# timeout_s: 1

import os
import signal

for _ in range(3):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)


def sum_of_squares(*_):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 3
