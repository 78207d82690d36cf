# task: sort_by_properties
# odd: returns a sequence of its own, which is counted, indexed and gone through

from collections.abc import Sequence


class R(Sequence):
    def __init__(self, xs):
        self.xs = sorted(xs)

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, i):
        return self.xs[i]


def sort(xs):
    return R(xs)
