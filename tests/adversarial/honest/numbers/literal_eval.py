# task: odd_numbers
# odd: evaluates the text with names for the special values

import math
from decimal import Decimal
from fractions import Fraction

NAMES = {"nan": -math.nan, "inf": math.inf, "__builtins__": {}}


def parse(text):
    if text[-1] == "d":
        return Decimal(text[:-1])
    if "/" in text:
        return Fraction(*map(int, text.split("/")))
    return eval(text, NAMES)
