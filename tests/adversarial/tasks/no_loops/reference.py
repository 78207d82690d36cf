import functools
import operator


def total(xs):
    """Return the sum."""
    return functools.reduce(operator.add, xs, 0)
