# task: ticket
# odd: imports its own module by name and keeps its state there

import sys


def _me():
    import solution

    assert solution is sys.modules[__name__]
    return solution


last, items = 0, ()


def next_ticket():
    _me().last += 1
    return last


def reset(start=0):
    setattr(_me(), "last", start)


def remember(item):
    _me().items += (item,)
    return list(items)
