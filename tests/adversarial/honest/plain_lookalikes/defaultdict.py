# task: word_counts
# odd: returns a defaultdict with a lambda inside

from collections import defaultdict


def word_counts(text):
    counts = defaultdict(lambda: 0)
    for word in text.lower().split():
        counts[word] += 1
    return counts
