# task: backwards_lines
# odd: writes through print, the buffer and os.write in turn, flushing between

import os
import sys

for n, line in enumerate(reversed(sys.stdin.read().splitlines())):
    data = line[::-1] + "\n"
    if n % 3 == 0:
        print(data, end="", flush=True)
    elif n % 3 == 1:
        os.write(1, data.encode())
    else:
        sys.stdout.buffer.write(data.encode())
        sys.stdout.buffer.flush()
