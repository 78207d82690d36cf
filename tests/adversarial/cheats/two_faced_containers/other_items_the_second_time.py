# task: sort_by_properties
# tries: answers the second question about a place otherwise than the first
# isolation: split

class R:
    def __init__(self, xs):
        self.xs = xs
        self.n = 0

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, i):
        self.n += 1
        if self.n > len(self.xs) + 1:
            return i
        return self.xs[i]


def sort(xs):
    return R(xs)
