# task: evens
# odd: returns a filter object with a callable instance as its function

class IsEven:
    def __call__(self, n):
        return n % 2 == 0


def evens(limit):
    return filter(IsEven(), range(limit))
