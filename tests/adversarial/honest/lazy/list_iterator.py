# task: evens
# odd: returns a list iterator

def evens(limit):
    return iter([n for n in range(limit) if not n & 1])
