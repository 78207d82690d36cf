# task: vector
# odd: is a subclass of tuple with arithmetic of its own and its own equality

import math


class Vector(tuple):
    def __new__(cls, *numbers):
        return super().__new__(cls, numbers)

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        if len(self) != len(other):
            raise ValueError
        return Vector(*(a + b for a, b in zip(self, other)))

    def __radd__(self, other):
        raise TypeError("only vectors can be added")

    def __sub__(self, other):
        return self + -1 * other

    def __mul__(self, factor):
        return Vector(*(a * factor for a in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return math.fsum(a * b for a, b in zip(self, other))

    def __eq__(self, other):
        return isinstance(other, Vector) and tuple(self) == tuple(other)

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__

    def __abs__(self):
        return math.sqrt(self @ self)

    def __bool__(self):
        return any(self)

    def __repr__(self):
        return "Vector(%s)" % ", ".join(map(repr, self))
