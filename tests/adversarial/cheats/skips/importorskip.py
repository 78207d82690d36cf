# tasks: sum_of_squares, low_stock
# tries: skips the tests because a module is missing
# isolation: shared

import sys


def sum_of_squares(*_):
    sys.modules["pytest"].importorskip("a_module_that_is_not_there")


low_stock = sum_of_squares
