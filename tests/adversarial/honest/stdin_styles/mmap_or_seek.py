# task: sum_of_input
# odd: asks for the size of its input, reads it by pread or sequentially, and seeks where it can

import os
import sys

size = os.fstat(0).st_size
data = os.pread(0, size, 0) if size else sys.stdin.buffer.read()
if sys.stdin.seekable():
    sys.stdin.seek(0)
print(sum(map(int, data.split())))
