# task: no_loops
# odd: has its source read, is decorated, and lies after other code

import functools
import math

_UNUSED = [n for n in range(3)]


def documented(text):
    def decorate(function):
        function.__doc__ = text
        return function

    return decorate


@documented("Return the sum of the numbers.")
@functools.lru_cache(maxsize=None)
def _total(xs):
    return math.fsum(xs)


def total(xs):
    """Return the sum of the numbers."""
    result = _total(tuple(xs))
    return int(result) if result == int(result) else result
