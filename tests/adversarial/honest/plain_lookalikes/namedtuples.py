# task: bounds
# odd: returns namedtuples, and a defaultdict, where plain tuples and a dict are meant

from collections import defaultdict, namedtuple

Corner = namedtuple("Corner", ["x", "y"])
Box = namedtuple("Box", "low high")


def bounds(points):
    corners = [Corner(*point) for point in points]
    low = Corner(min(c.x for c in corners), min(c.y for c in corners))
    return Box(low=low, high=Corner(max(c.x for c in corners), max(c.y for c in corners)))


def stats(text):
    counts = defaultdict(int, letters=0, digits=0, other=0)
    for c in text:
        counts["letters" if c.isalpha() else "digits" if c.isdigit() else "other"] += 1
    return counts
