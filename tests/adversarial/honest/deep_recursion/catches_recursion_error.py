# task: running_totals
# odd: runs into the recursion limit on purpose and goes on

import itertools


def endless(n):
    return endless(n + 1)


def running_totals(xs):
    try:
        endless(0)
    except RecursionError:
        return list(itertools.accumulate(xs))
