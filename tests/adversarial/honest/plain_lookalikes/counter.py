# task: word_counts
# odd: returns a collections.Counter

from collections import Counter


def word_counts(text):
    return Counter(text.lower().split())
