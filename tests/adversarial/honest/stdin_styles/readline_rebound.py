# task: sum_of_input
# odd: rebinds input to sys.stdin.readline and stops at the empty string

import sys

input = sys.stdin.readline
total, line = 0, input()
while line:
    total += sum(map(int, line.split()))
    line = input()
print(total)
