# task: bounds
# odd: returns typing.NamedTuple instances with methods, and an OrderedDict

from collections import OrderedDict
from typing import NamedTuple


class Corner(NamedTuple):
    x: float
    y: float

    def shifted(self, dx, dy):
        return self._replace(x=self.x + dx, y=self.y + dy)


def bounds(points):
    xs, ys = zip(*points)
    return Corner(min(xs), min(ys)), Corner(max(xs) - 1, max(ys)).shifted(1, 0)


def stats(text):
    result = OrderedDict.fromkeys(["letters", "digits", "other"], 0)
    for c in text:
        key = ("other", "digits", "letters")[2 * c.isalpha() or c.isdigit()]
        result[key] += 1
    return result
