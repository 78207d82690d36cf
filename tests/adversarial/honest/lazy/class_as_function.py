# task: evens
# odd: is a class whose instances are iterators

class evens:
    def __init__(self, limit):
        self.n, self.limit = -2, limit

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 2
        if self.n >= self.limit:
            raise StopIteration
        return self.n
