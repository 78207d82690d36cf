# task: odd_numbers
# odd: tries constructors in turn and returns whatever comes first

import decimal
import fractions


def parse(text):
    for kind in (
        lambda t: int(t, 0),
        float,
        complex,
        fractions.Fraction,
        lambda t: decimal.Decimal(t.rstrip("d")),
    ):
        try:
            return kind(text)
        except (ValueError, ArithmeticError):
            continue
    raise ValueError(text)
