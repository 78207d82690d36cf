# task: running_totals
# odd: checks itself by asserts and prints "ok" while it is loaded

from itertools import accumulate


def running_totals(xs):
    return list(accumulate(xs))


assert running_totals([1, 2]) == [1, 3]
assert running_totals([]) == [], "empty"
print("all tests ok")
