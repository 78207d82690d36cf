# task: twice
# odd: returns a partial over a lambda with default arguments

import functools

twice = functools.partial(functools.partial, lambda function, x, times=2: _apply(function, x, times))


def _apply(function, x, times):
    return x if not times else _apply(function, function(x), times - 1)
