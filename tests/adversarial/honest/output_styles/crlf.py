# task: backwards_lines
# odd: ends its lines by CR LF

import sys

for line in reversed(sys.stdin.read().splitlines()):
    sys.stdout.write(line[::-1] + "\r\n")
