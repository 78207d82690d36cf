# task: gcd_of
# odd: leaves a thread that is no daemon and waits for an event for ever

import threading

event = threading.Event()
threading.Thread(target=event.wait).start()


def gcd_of(a, b):
    while a and b:
        a, b = b % a, a
    return a or b
