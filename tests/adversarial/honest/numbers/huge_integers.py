# task: power_digits
# odd: multiplies by hand in base 10**9 and lifts the limit on digits

import sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(1_000_000)


def power(base, exponent):
    result = 1
    while exponent:
        if exponent & 1:
            result *= base
        base *= base
        exponent >>= 1
    return result


def digits(n):
    return format(n, "d")


def digit_sum(n):
    total = 0
    while n:
        n, low = divmod(n, 10**9)
        while low:
            low, digit = divmod(low, 10)
            total += digit
    return total
