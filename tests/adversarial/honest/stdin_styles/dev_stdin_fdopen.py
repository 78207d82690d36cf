# task: sum_of_input
# odd: duplicates descriptor 0, closes it, and wraps the copy by hand

import io
import os

copy = os.dup(0)
os.close(0)
stream = io.TextIOWrapper(io.BufferedReader(io.FileIO(copy), 16), encoding="ascii", newline="\n")
print(sum(int(word) for line in stream for word in line.split()))
