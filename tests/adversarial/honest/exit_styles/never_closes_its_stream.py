# task: sum_of_input
# odd: writes to a stream of its own on descriptor 1 that only the end of the program flushes

import sys

out = open(1, "w", closefd=False)
out.write(str(sum(map(int, sys.stdin.read().split()))))
