# task: sum_of_input
# odd: prints its answer in an exit handler

import atexit
import sys

total = 0
atexit.register(lambda: print(total))
for line in sys.stdin:
    total += sum(map(int, line.split()))
