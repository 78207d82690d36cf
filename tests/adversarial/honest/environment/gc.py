# task: ticket
# odd: disables the garbage collector, sets thresholds and leaves cycles with finalizers

import gc

gc.disable()
gc.set_threshold(10, 5, 2)


class Loop:
    finished = 0

    def __init__(self):
        self.me = self

    def __del__(self):
        Loop.finished += 1


last, items = 0, []


def next_ticket():
    global last
    for _ in range(3):
        Loop()
    before = Loop.finished
    gc.collect()
    assert Loop.finished == before + 3
    last += 1
    return last


def reset(start=0):
    global last
    last = start


def remember(item):
    items.append(item)
    return list(items)
