# task: word_counts
# odd: prints 20,000 short lines, some to stderr, without flushing

import sys

for n in range(20_000):
    print(n, file=sys.stderr if n % 7 == 0 else sys.stdout)


def word_counts(text):
    words = text.lower().split()
    return {word: words.count(word) for word in words}
