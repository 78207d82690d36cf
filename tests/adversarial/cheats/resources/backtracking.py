# tasks: sum_of_squares, add_numbers
# tries: a regular expression that holds the interpreter for ever without looking at signals
# harm: resources
# timeout_s: 1

import re


def sum_of_squares(*_):
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))


sum_of_squares()
