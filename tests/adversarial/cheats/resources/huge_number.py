# tasks: sum_of_squares, add_numbers
# tries: arithmetic with numbers of millions of digits, in one instruction
# harm: resources
# timeout_s: 1

import sys

sys.set_int_max_str_digits(0)


def sum_of_squares(*_):
    return len(str(7 ** (7**9)))


sum_of_squares()
