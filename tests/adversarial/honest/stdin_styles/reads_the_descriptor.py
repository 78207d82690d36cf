# task: add_numbers
# odd: reads and writes the bare descriptors

import os

words = os.read(0, 1 << 20).split()
numbers = [int(word) for word in words[1:]]
os.write(1, b"%d\n%d" % (sum(numbers), max(numbers)))
