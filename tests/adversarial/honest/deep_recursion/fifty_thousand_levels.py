# task: gcd_of
# odd: recurses 50,000 levels deep by subtraction, in a thread of a bigger stack

import sys
import threading

sys.setrecursionlimit(100_000)
threading.stack_size(120 << 20)


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


depth = []
thread = threading.Thread(target=lambda: depth.append(down(50_000)))
thread.start()
thread.join()
assert depth == [50_000]


def gcd_of(a, b):
    return a if b == 0 else gcd_of(b, a % b)
