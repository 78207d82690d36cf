# task: sort_in_place
# odd: sorts by random pivots from an unseeded SystemRandom

import random

chance = random.SystemRandom()


def _sorted(items):
    if not items:
        return items
    pivot = chance.choice(items)
    parts = [x for x in items if x > pivot], [x for x in items if x == pivot], [x for x in items if x < pivot]
    return _sorted(parts[0]) + parts[1] + _sorted(parts[2])


def sort_in_place(items):
    items[:] = _sorted(items)
    return items
