# task: ticket
# odd: counts by signals that it sends to itself

import os
import signal

last, items = 0, []


def count(number, frame):
    global last
    last += 1


signal.signal(signal.SIGUSR1, count)
signal.signal(signal.SIGTERM, signal.SIG_IGN)


def next_ticket():
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGTERM)
    return last


def reset(start=0):
    global last
    last = start


def remember(item):
    items.append(item)
    return items.copy()
