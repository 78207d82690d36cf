import math


class Vector:
    def __init__(self, *numbers):
        self.numbers = tuple(numbers)

    def _same(self, other):
        if len(self) != len(other):
            raise ValueError("lengths differ")

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        self._same(other)
        return Vector(*(a + b for a, b in zip(self, other)))

    def __sub__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self + other * -1

    def __mul__(self, factor):
        if not isinstance(factor, (int, float)):
            return NotImplemented
        return Vector(*(a * factor for a in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        self._same(other)
        return sum(a * b for a, b in zip(self, other))

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self.numbers == other.numbers

    def __hash__(self):
        return hash(self.numbers)

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, index):
        return self.numbers[index]

    def __iter__(self):
        return iter(self.numbers)

    def __abs__(self):
        return math.sqrt(self @ self)

    def __bool__(self):
        return any(self.numbers)

    def __repr__(self):
        return f"Vector({', '.join(map(repr, self.numbers))})"
