# task: evens
# odd: returns an object that can be iterated by __getitem__ alone

class Evens:
    def __init__(self, limit):
        self.limit = limit

    def __getitem__(self, index):
        if 2 * index >= self.limit:
            raise IndexError(index)
        return 2 * index


def evens(limit):
    return Evens(limit)
