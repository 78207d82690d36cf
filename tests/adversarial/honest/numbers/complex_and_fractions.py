# task: square_root
# odd: computes with complex numbers and Fractions and converts at the end

import cmath
from fractions import Fraction


def square_root(number):
    root = cmath.sqrt(number)
    if root.imag:
        raise ValueError(number)
    guess = Fraction(root.real).limit_denominator(10**15)
    return float(guess)
