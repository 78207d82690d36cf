# task: shapes
# odd: uses a runtime-checkable Protocol inside and a class property

from abc import ABC, abstractmethod
from typing import Protocol, runtime_checkable


@runtime_checkable
class HasArea(Protocol):
    def area(self) -> float: ...


class Shape(ABC):
    @abstractmethod
    def area(self):
        """Return the area."""

    def describe(self):
        assert isinstance(self, HasArea)
        return ": ".join([type(self).__name__, format(self.area(), ".2f")])

    @classmethod
    def total(cls, shapes):
        assert all(isinstance(shape, HasArea) for shape in shapes)
        return sum(map(lambda shape: shape.area(), shapes))


class Square(Shape):
    side = property(lambda self: self._side)

    def __init__(self, side):
        self._side = side

    def area(self):
        return pow(self.side, 2)
