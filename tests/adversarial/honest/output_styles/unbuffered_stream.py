# task: sum_of_input
# odd: replaces sys.stdout by an unbuffered stream on a copy of descriptor 1

import io
import os
import sys

sys.stdout = io.TextIOWrapper(io.FileIO(os.dup(1), "w"), write_through=True)
print(sum(int(word) for word in sys.stdin.read().split()))
