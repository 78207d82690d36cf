# task: vectors_in_order
# odd: defines the order by __gt__ and reflected additions, which the reference does not

import functools


@functools.total_ordering
class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    __radd__ = __iadd__ = __add__

    def __gt__(self, o):
        return self.norm() > o.norm()

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __eq__(self, o):
        return (self.x, self.y) == (o.x, o.y)
