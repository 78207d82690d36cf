import numpy as np


def standardize(matrix):
    matrix = np.asarray(matrix, dtype=float)
    return (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)


def row_norms(matrix):
    return np.sqrt((np.asarray(matrix, dtype=float) ** 2).sum(axis=1))


def double(array):
    array *= 2


def count_above(array, limit):
    return int((array > limit).sum())
