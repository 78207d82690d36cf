# task: evens
# odd: returns a map object over a range

def evens(limit):
    return map(lambda n: 2 * n, range((limit + 1) // 2))
