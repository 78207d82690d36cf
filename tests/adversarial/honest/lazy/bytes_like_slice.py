# task: evens
# odd: returns a slice of a range and, for the empty case, an empty tuple

def evens(limit):
    return range(limit)[::2] if limit else ()
