# task: evens
# odd: returns the keys of a dict

def evens(limit):
    return {n: None for n in range(0, limit, 2)}.keys()
