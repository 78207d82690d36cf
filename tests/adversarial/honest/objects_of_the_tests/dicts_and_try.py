# task: group_objects
# odd: groups by a defaultdict, looks up by try, sorts by insertion

import bisect
import collections


def group(items, key):
    groups = collections.defaultdict(list)
    for item in items:
        groups[key(item)] += [item]
    return dict(groups)


def lookup(table, name, default=None):
    try:
        return table[name]
    except KeyError:
        return default


def ordered(items):
    result = []
    for item in items:
        bisect.insort(result, item)
    return result


def build(kind, *args, **kwargs):
    result = None
    try:
        result = kind.__call__(*args, **kwargs)
    except BaseException as error:
        result = error
    return result
