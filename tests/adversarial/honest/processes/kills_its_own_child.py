# task: gcd_of
# odd: ends a child of its own by signal, after asking how it is

import math
import os
import signal
import time


def gcd_of(a, b):
    child = os.fork()
    if child == 0:
        time.sleep(30)
        os._exit(0)
    os.kill(child, signal.SIGTERM)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGTERM
    return math.gcd(a, b)
