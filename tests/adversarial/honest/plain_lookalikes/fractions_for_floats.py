# task: spread
# odd: returns a Fraction and a float from exact arithmetic

from fractions import Fraction
from math import sqrt


def spread(xs):
    exact = [Fraction(x) for x in xs]
    mean = sum(exact) / len(exact)
    return mean, sqrt(sum((x - mean) ** 2 for x in exact) / len(exact))
