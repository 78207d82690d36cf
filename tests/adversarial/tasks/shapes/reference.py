from abc import ABC, abstractmethod


class Shape(ABC):
    @abstractmethod
    def area(self):
        ...

    def describe(self):
        return f"{type(self).__name__}: {self.area():.2f}"

    @staticmethod
    def total(shapes):
        return sum(shape.area() for shape in shapes)


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2
