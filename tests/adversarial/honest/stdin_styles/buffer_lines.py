# task: sum_of_input
# odd: reads lines of bytes from the buffer

import sys

print(sum(int(word) for line in sys.stdin.buffer.readlines() for word in line.split()))
