# task: sum_of_squares
# odd: prints progress to both streams all the time

import sys


def sum_of_squares(numbers):
    total = 0
    for number in numbers:
        print("adding", number)
        print("now", total, file=sys.stderr, end="")
        total += number**2
    return total
