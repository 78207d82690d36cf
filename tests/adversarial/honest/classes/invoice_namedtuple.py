# task: invoice
# odd: is a mutable class that hands its fields to a namedtuple for equality and repr

from collections import namedtuple

Fields = namedtuple("Item", "name price count", defaults=[1])


class Item:
    def __init__(self, *args, **kwargs):
        for name, value in Fields(*args, **kwargs)._asdict().items():
            setattr(self, name, value)

    def _fields(self):
        return Fields(self.name, self.price, self.count)

    total = property(lambda self: self.price * self.count)

    def __eq__(self, other):
        return self._fields() == other._fields() if isinstance(other, Item) else NotImplemented

    def __repr__(self):
        return repr(self._fields())


def cheapest(items):
    best, *others = items
    for item in others:
        best = item if item.total < best.total else best
    return best
