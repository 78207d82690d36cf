# task: matrix_stats
# odd: seeds, changes error handling and print options, and returns read-only and non-contiguous arrays

import numpy as np

np.random.seed(7)
np.seterr(all="raise")
np.set_printoptions(precision=3)


def standardize(matrix):
    wide = np.empty((len(matrix), 2 * len(matrix[0])))
    half = wide[:, ::2]
    half[...] = matrix
    half -= half.mean(axis=0)
    half /= half.std(axis=0)
    half.flags.writeable = False
    return half


def row_norms(matrix):
    return np.linalg.norm(matrix, axis=1)


def double(array):
    np.multiply(array, 2, out=array, casting="unsafe")


def count_above(array, limit):
    return len(array[array > limit])
