# task: meters
# odd: is a float with an __eq__ and __hash__ of its own that allow for rounding

import functools


@functools.total_ordering
class Meters(float):
    def _float(self):
        return float(self)

    def __eq__(self, other):
        if not isinstance(other, (int, float)):
            return NotImplemented
        return round(float(self) - float(other), 9) == 0

    def __lt__(self, other):
        return float.__lt__(self, other)

    def __hash__(self):
        return hash(round(float(self), 9))

    def __add__(self, other):
        return Meters(float.__add__(self, other))

    def __sub__(self, other):
        return Meters(float.__sub__(self, other))

    def __str__(self):
        return repr(float(self)) + " m"


def longest(lengths):
    return functools.reduce(lambda a, b: b if b > a else a, lengths)
