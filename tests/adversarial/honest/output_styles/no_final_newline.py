# task: sum_of_input
# odd: prints no newline at the end

import sys

print(sum(map(int, sys.stdin.read().split())), end="")
