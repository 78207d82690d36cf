# task: circle_class
# odd: returns a float of a class of its own, with a difference of its own

import math


class Area(float):
    def __sub__(self, o):
        return Area(float(self) - o)


class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return Area(math.pi * self.r**2)

    def name(self):
        return "circle of %d" % self.r
