# task: gcd_of
# odd: is written in two functions that call each other, with lru_cache between

import functools


@functools.lru_cache(maxsize=None)
def gcd_of(a, b):
    return other(a, b) if b else a


def other(a, b):
    return gcd_of(b, a % b)
