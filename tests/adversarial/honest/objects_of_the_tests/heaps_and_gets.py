# task: group_objects
# odd: groups by itertools.groupby over sorted places, sorts by a heap, builds by reduce and partial

import functools
import heapq
import itertools


def group(items, key):
    keys = [key(item) for item in items]
    firsts = {}
    for place, one in enumerate(keys):
        firsts.setdefault(one, place)
    places = sorted(range(len(items)), key=lambda place: (firsts[keys[place]], place))
    return {
        keys[first]: [items[place] for place in run]
        for first, run in itertools.groupby(places, key=lambda place: firsts[keys[place]])
    }


def lookup(table, name, default=None):
    return table.get(name, default)


def ordered(items):
    heap = list(items)
    heapq.heapify(heap)
    return [heapq.heappop(heap) for _ in items]


def build(kind, *args, **kwargs):
    call = functools.reduce(functools.partial, args, functools.partial(kind, **kwargs))
    try:
        return call()
    except Exception as error:
        return error.with_traceback(None)
