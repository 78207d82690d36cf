# task: running_totals
# odd: returns a list of numpy integers

import numpy as np


def running_totals(xs):
    return list(np.cumsum(xs, dtype=np.int64))
