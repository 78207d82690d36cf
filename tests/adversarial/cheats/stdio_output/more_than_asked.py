# tasks: add_numbers
# tries: prints every number that could be the answer

import sys

words = list(map(int, sys.stdin.read().split()))
for first in range(sum(words) + 1 if sum(words) < 2000 else 3):
    print(first)
    print(max(words))
