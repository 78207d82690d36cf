# task: alternate
# odd: rotates a deque of iterators in a class with __next__

import collections


class alternate:
    def __init__(self, *iterables):
        self.waiting = collections.deque(map(iter, iterables))

    def __iter__(self):
        return self

    def __next__(self):
        while self.waiting:
            iterator = self.waiting.popleft()
            for item in iterator:
                self.waiting.append(iterator)
                return item
        raise StopIteration
