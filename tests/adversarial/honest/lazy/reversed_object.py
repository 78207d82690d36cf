# task: evens
# odd: returns a reversed object

def evens(limit):
    return reversed(range((limit - 1) // 2 * 2 if limit else -1, -1, -2))
