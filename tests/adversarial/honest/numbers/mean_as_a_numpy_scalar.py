# task: mean_of_many
# odd: returns a numpy scalar where a float is expected

import numpy as np


def average(xs):
    return np.mean(np.array(xs))
