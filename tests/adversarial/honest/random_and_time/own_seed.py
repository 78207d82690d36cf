# task: sort_in_place
# odd: shuffles with a seed of its own until the list is sorted

import random


def sort_in_place(items):
    random.seed(42)
    wanted = sorted(items, reverse=True)
    for _ in range(100_000):
        if items == wanted:
            return items
        random.shuffle(items)
    raise RuntimeError("no luck")
