# task: apply_times
# odd: composes by functools.reduce over itertools.repeat

from functools import reduce
from itertools import repeat


def apply_times(function, times):
    if times < 0:
        raise ValueError(f"times: {times}")
    return reduce(lambda inner, outer: lambda x: outer(inner(x)), repeat(function, times), lambda x: x)
