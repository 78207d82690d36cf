# task: sum_of_input
# odd: uses iter, next and chain on sys.stdin

import itertools
import sys

words = itertools.chain.from_iterable(map(str.split, iter(sys.stdin)))
total = 0
while (word := next(words, None)) is not None:
    total += int(word)
print(total)
