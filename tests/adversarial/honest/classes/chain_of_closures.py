# task: chain
# odd: has nodes that are functions

def _node(item, rest):
    return lambda want: item if want == "item" else rest


class Chain:
    _head = None

    def __init__(self, items=()):
        for item in list(items)[::-1]:
            self.push(item)

    def push(self, item):
        self._head = _node(item, self._head)
        return self

    def pop(self):
        if self._head is None:
            raise IndexError
        item, self._head = self._head("item"), self._head("rest")
        return item

    def __iter__(self):
        node = self._head
        while node is not None:
            yield node("item")
            node = node("rest")

    def __reversed__(self):
        items = [*self]
        while items:
            yield items.pop()

    def __bool__(self):
        return self._head is not None

    def __len__(self):
        return sum(1 for _ in self)

    def __eq__(self, other):
        return [*self] == [*other] if isinstance(other, Chain) else NotImplemented

    def map(self, function):
        return Chain(map(function, self))
