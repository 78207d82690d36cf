# task: sum_of_input
# odd: has an exit handler that raises

import atexit
import sys

atexit.register(lambda: [][0])
print(sum(map(int, sys.stdin.read().split())))
