# task: evens
# odd: returns the values of a dict

def evens(limit):
    return dict(enumerate(range(0, limit, 2))).values()
