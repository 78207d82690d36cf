# task: gcd_of
# odd: returns members of an IntEnum and ints of a subclass of int

import enum
import math


class Small(enum.IntEnum):
    ZERO = 0
    ONE = 1
    SIX = 6


class Count(int):
    __slots__ = ()


def gcd_of(a, b):
    found = math.gcd(a, b)
    return Small(found) if found in (0, 1, 6) else Count(found)
