# task: evens
# odd: returns an insertion-ordered own collection built on collections.abc.Sequence

from collections.abc import Sequence


class Evens(Sequence):
    def __init__(self, limit):
        self._r = range(0, limit, 2)

    def __len__(self):
        return len(self._r)

    def __getitem__(self, index):
        return self._r[index]


def evens(limit):
    return Evens(limit)
