# task: backwards_lines
# odd: reads by readlines with a hint and never asks for the end

import sys

lines = []
while part := sys.stdin.readlines(5):
    lines[:0] = [line.rstrip("\n")[::-1] for line in reversed(part)]
print(*lines, sep="\n")
