# task: sum_of_input
# odd: writes a megabyte to stderr and the answer to stdout

import sys

for n in range(10_000):
    print("progress", "." * 90, n, file=sys.stderr)
print(sum(map(int, sys.stdin)) if False else sum(map(int, sys.stdin.read().split())))
