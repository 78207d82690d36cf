# task: spread
# odd: imports everything from math, statistics, itertools and functools

from functools import *
from itertools import *
from math import *
from statistics import *


def spread(xs):
    m = mean(xs)
    return m, sqrt(reduce(lambda a, x: a + (x - m) ** 2, chain([0], xs)) / len(xs))
