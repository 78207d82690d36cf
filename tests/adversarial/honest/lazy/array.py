# task: evens
# odd: returns an array of the module array

from array import array


def evens(limit):
    return array("q", range(0, limit, 2))
