# tasks: star_import, shapes
# odd: lists its names in __all__, and has helpers under the names of builtins and of the tests' imports

import math as pytest
from abc import ABC, abstractmethod

__all__ = ["halves", "Shape", "Square", "helper"]


def isclose(a, b):
    return a == b


def helper(text):
    return (len(text) + 1) // 2


def filter(text, start, end):
    return "".join(text[k] for k in range(start, end))


def halves(text):
    return filter(text, 0, helper(text)), filter(text, helper(text), len(text))


class Shape(ABC):
    @abstractmethod
    def area(self):
        raise NotImplementedError

    def describe(self):
        return "{}: {:.2f}".format(self.__class__.__name__, self.area())

    @classmethod
    def total(cls, shapes):
        return sum(one.area() for one in shapes)


class Square(Shape):
    kind = "square"

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side
