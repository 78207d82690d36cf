# task: chain
# odd: is a subclass of collections.deque whose == speaks for chains only

import collections


class Chain(collections.deque):
    def push(self, item):
        self.appendleft(item)
        return self

    def pop(self):
        return self.popleft()

    def map(self, function):
        return Chain([function(item) for item in self])

    def __eq__(self, other):
        return isinstance(other, Chain) and super().__eq__(other)

    def __ne__(self, other):
        return not self.__eq__(other)

    __hash__ = None
