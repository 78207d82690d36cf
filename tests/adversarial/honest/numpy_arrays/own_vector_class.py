# task: scale_rows
# odd: wraps arrays in a class with __array_ufunc__ and __array__ of its own

import numpy as np


class Wrapped:
    def __init__(self, array):
        self.array = np.asarray(array, dtype=float)

    def __array__(self, dtype=None, copy=None):
        return self.array if dtype is None else self.array.astype(dtype)

    def __array_ufunc__(self, function, method, *inputs, **options):
        plain = [x.array if isinstance(x, Wrapped) else x for x in inputs]
        return Wrapped(getattr(function, method)(*plain, **options))


def scale_rows(matrix):
    wrapped = Wrapped(matrix)
    sums = wrapped.array.sum(axis=1, keepdims=True)
    sums[sums == 0] = 1
    return np.array(np.divide(wrapped, Wrapped(sums)))
