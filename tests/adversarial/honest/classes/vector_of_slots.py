# task: vector
# odd: has slots, name-mangled attributes and operators made by a loop

import math
import operator


class Vector:
    __slots__ = ("__numbers",)

    def __init__(self, *numbers):
        self.__numbers = numbers

    def __getitem__(self, index):
        return self.__numbers[index]

    def __len__(self):
        return len(self.__numbers)

    def __matmul__(self, other):
        return sum(map(operator.mul, self, other))

    def __rmul__(self, factor):
        if isinstance(factor, str):
            return NotImplemented
        return Vector(*[factor * x for x in self])

    __mul__ = __rmul__

    def __eq__(self, other):
        return self.__numbers == other.__numbers if type(other) is Vector else NotImplemented

    def __hash__(self):
        return hash(("Vector", self.__numbers))

    def __abs__(self):
        return math.hypot(*self)

    def __bool__(self):
        return self.__numbers.count(0) < len(self)

    def __repr__(self):
        return "Vector" + (repr(self.__numbers) if len(self) != 1 else f"({self[0]!r})")


def _add_operator(name, function):
    def method(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        if len(self) != len(other):
            raise ValueError(f"{len(self)} and {len(other)} numbers")
        return Vector(*map(function, self, other))

    setattr(Vector, name, method)


for _name in ("add", "sub"):
    _add_operator(f"__{_name}__", getattr(operator, _name))
