# task: sum_of_input
# odd: reads everything at once

import sys

print(sum(map(int, sys.stdin.read().split())))
