# task: roots_close_to
# odd: returns an array of one number instead of a list

import numpy as np


def solve(a, b):
    return np.array([-b / a])
