# task: evens
# odd: returns itertools.takewhile over itertools.count

import itertools


def evens(limit):
    return itertools.takewhile(lambda n: n < limit, itertools.count(step=2))
