# task: bounds
# odd: returns dicts whose keys are members of a str enumeration, numbers that are bools and ints

import enum


class Kind(str, enum.Enum):
    LETTERS = "letters"
    DIGITS = "digits"
    OTHER = "other"


def kind(c):
    return Kind.LETTERS if c.isalpha() else Kind.DIGITS if c.isdigit() else Kind.OTHER


def bounds(points):
    return tuple(tuple(pick(p[axis] for p in points) for axis in (0, 1)) for pick in (min, max))


def stats(text):
    return {name: sum(kind(c) is name for c in text) for name in Kind}
