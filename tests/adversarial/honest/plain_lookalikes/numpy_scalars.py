# task: spread
# odd: returns numpy scalars in a tuple

import numpy as np


def spread(xs):
    xs = np.asarray(xs, dtype=np.float64)
    return xs.mean(), xs.std()
