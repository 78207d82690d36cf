# task: history
# odd: overrides __eq__, __getitem__ and __iter__ of list by equal but counted ones

class History(list):
    reads = 0

    def __init__(self, limit, items=()):
        self.limit = limit
        super().__init__([*items][-limit:])

    def append(self, item):
        self.extend([item])
        while len(self) > self.limit:
            self.pop(0)

    def __eq__(self, other):
        History.reads += 1
        return list.__eq__(self, other)

    def __getitem__(self, index):
        History.reads += 1
        return list.__getitem__(self, index)

    def __iter__(self):
        for index in range(len(self)):
            yield self[index]

    def last(self, n=1):
        return [self[i] for i in range(max(0, len(self) - n), len(self))]
