# task: backwards_lines
# odd: uses the fast input and output template of contests, which flushes at exit

import atexit
import io
import os
import sys

buffer = io.BytesIO()
sys.stdout = io.TextIOWrapper(buffer, encoding="utf-8", write_through=True)


@atexit.register
def write():
    os.write(1, buffer.getvalue())


for line in sys.stdin.read().splitlines()[::-1]:
    print(line[::-1])
