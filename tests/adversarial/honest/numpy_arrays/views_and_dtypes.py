# task: matrix_stats
# odd: works with views, float32, masked arrays and einsum

import numpy as np


def standardize(matrix):
    columns = np.ma.masked_invalid(np.array(matrix, dtype=np.longdouble)).T
    return np.asarray(np.stack([(c - c.mean()) / c.std() for c in columns]).T, dtype=np.float64)[::1]


def row_norms(matrix):
    matrix = np.asfortranarray(matrix, dtype=float)
    return np.sqrt(np.einsum("ij,ij->i", matrix, matrix))


def double(array):
    view = array[::-1][::-1]
    np.add(view, view, out=view)


def count_above(array, limit):
    return np.count_nonzero(array.ravel() > limit)
