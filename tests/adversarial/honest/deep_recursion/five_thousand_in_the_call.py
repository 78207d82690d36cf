# task: running_totals
# odd: recurses 5,000 levels in every call and sets the limit there

import sys


def running_totals(xs):
    sys.setrecursionlimit(12_000)

    def go(n, total, rest):
        if n:
            return go(n - 1, total, rest)
        return [total + rest[0]] + go(0, total + rest[0], rest[1:]) if rest else []

    return go(5_000, 0, xs)
