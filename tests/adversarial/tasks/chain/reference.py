class Chain:
    def __init__(self, items=()):
        self.head = None
        for item in reversed(list(items)):
            self.push(item)

    def push(self, item):
        self.head = (item, self.head)
        return self

    def pop(self):
        if self.head is None:
            raise IndexError("pop from an empty chain")
        item, self.head = self.head
        return item

    def __iter__(self):
        node = self.head
        while node:
            yield node[0]
            node = node[1]

    def __reversed__(self):
        return iter(list(self)[::-1])

    def __len__(self):
        return sum(1 for _ in self)

    def __eq__(self, other):
        if not isinstance(other, Chain):
            return NotImplemented
        return list(self) == list(other)

    def map(self, function):
        return Chain(function(item) for item in self)
