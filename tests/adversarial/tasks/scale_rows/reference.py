import numpy as np


def scale_rows(matrix):
    matrix = np.asarray(matrix, dtype=float)
    sums = matrix.sum(axis=1, keepdims=True)
    return matrix / np.where(sums == 0, 1.0, sums)
