# task: vector
# odd: keeps its numbers in a dict, is iterated by a generator, and caches its hash by a descriptor

import functools


class Vector:
    def __init__(self, *numbers):
        self.parts = dict(enumerate(numbers))

    def _with(self, other, function):
        if not isinstance(other, Vector):
            return NotImplemented
        if self.parts.keys() != other.parts.keys():
            raise ValueError("lengths differ")
        return Vector(*(function(x, other.parts[i]) for i, x in self.parts.items()))

    __add__ = functools.partialmethod(_with, function=lambda a, b: a + b)
    __sub__ = functools.partialmethod(_with, function=lambda a, b: a - b)

    def __mul__(self, factor):
        return Vector(*(x * factor for x in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum((self._with(other, lambda a, b: a * b)).parts.values())

    @functools.cached_property
    def key(self):
        return tuple(self.parts.values())

    def __eq__(self, other):
        return NotImplemented if not isinstance(other, Vector) else self.key == other.key

    def __hash__(self):
        return hash(self.key)

    def __len__(self):
        return len(self.parts)

    def __iter__(self):
        yield from self.parts.values()

    def __getitem__(self, index):
        return self.key[index]

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return self.key.count(0) != len(self)

    def __repr__(self):
        return f"{type(self).__qualname__}({str(list(self))[1:-1]})"
