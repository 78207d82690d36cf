import numpy as np


def inv(m):
    return np.linalg.inv(m)
