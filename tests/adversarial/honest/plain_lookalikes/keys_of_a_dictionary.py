# task: evens
# odd: the answer is the view of a dictionary's keys

def evens(limit):
    return dict.fromkeys(range(0, limit, 2)).keys()
