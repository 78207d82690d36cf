# task: shapes
# odd: makes its class abstract by __new__ and hand-written checks instead of abc

class Shape:
    def __new__(cls, *args, **kwargs):
        if not any("area" in base.__dict__ for base in cls.__mro__):
            raise TypeError(f"{cls.__name__} has no area")
        return super().__new__(cls)

    def describe(self):
        name = self.__class__.__name__
        return f"{name}: {self.area():.2f}"

    @staticmethod
    def total(shapes):
        return sum(shape.area() for shape in shapes)


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side
