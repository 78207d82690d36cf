# task: sort_in_place
# odd: turns the list into a heap of negated numbers on the way

import heapq


def sort_in_place(items):
    for n, x in enumerate(items):
        items[n] = -x
    heapq.heapify(items)
    items[:] = [-heapq.heappop(items) for _ in range(len(items))]
    return items
