import sys

sys.set_int_max_str_digits(0)


def power(base, exponent):
    return base**exponent


def digits(n):
    return str(n)


def digit_sum(n):
    return sum(map(int, str(n)))
