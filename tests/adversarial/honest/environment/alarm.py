# task: gcd_of
# odd: guards itself by signal.alarm and an interval timer

import signal


class TooSlow(Exception):
    pass


def ring(number, frame):
    raise TooSlow


signal.signal(signal.SIGALRM, ring)


def gcd_of(a, b):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        while True:
            pass
    except TooSlow:
        pass
    signal.alarm(5)
    try:
        while b:
            a, b = b, a % b
        return a
    finally:
        signal.alarm(0)
