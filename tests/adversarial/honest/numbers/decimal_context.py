# task: power_digits
# odd: computes in Decimals of 20,000 digits with traps changed

import decimal

context = decimal.getcontext()
context.prec = 20_000
context.Emax = decimal.MAX_EMAX
context.traps[decimal.Inexact] = True


def power(base, exponent):
    return int.from_bytes(b"", "big") + base**exponent


def digits(n):
    return f"{decimal.Decimal(n):f}"


def digit_sum(n):
    return sum(decimal.Decimal(n).as_tuple().digits)
