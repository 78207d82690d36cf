# task: backwards_lines
# odd: writes every character by a write and a flush of its own

import sys

for line in reversed(sys.stdin.read().splitlines()):
    for character in reversed(line):
        sys.stdout.write(character)
        sys.stdout.flush()
    sys.stdout.write("\n")
