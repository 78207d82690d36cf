# task: gcd_of
# odd: sets sys.excepthook, threading.excepthook, unraisablehook and displayhook of its own

import sys
import threading

seen = []
sys.excepthook = lambda *details: seen.append(details)
sys.unraisablehook = seen.append
sys.displayhook = print
threading.excepthook = seen.append


def gcd_of(a, b):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert seen[-1].exc_type is ZeroDivisionError
    while b:
        a, b = b, a % b
    return a
