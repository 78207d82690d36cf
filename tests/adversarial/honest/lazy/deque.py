# task: evens
# odd: returns a deque with a maximal length

import collections


def evens(limit):
    return collections.deque(range(0, limit, 2), maxlen=10_000)
