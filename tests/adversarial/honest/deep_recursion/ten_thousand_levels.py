# task: sum_of_squares
# odd: recurses 10,000 levels deep for every call

import sys

sys.setrecursionlimit(20_000)


def down(level):
    return 0 if level == 0 else 1 + down(level - 1)


def sum_of_squares(numbers):
    assert down(10_000) == 10_000
    return numbers[0] ** 2 + sum_of_squares(numbers[1:]) if numbers else 0
