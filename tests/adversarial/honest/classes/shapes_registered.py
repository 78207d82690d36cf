# task: shapes
# odd: uses ABCMeta directly, abstract by a property, and class registration

import abc


class Shape(metaclass=abc.ABCMeta):
    known = {}

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        Shape.known[cls.__name__] = cls

    @abc.abstractmethod
    def area(self):
        raise NotImplementedError

    def describe(self):
        return "{0.__class__.__name__}: {1:.2f}".format(self, self.area())

    @classmethod
    def total(cls, shapes):
        result = 0
        for shape in shapes:
            result += shape.area()
        return result


class Square(Shape):
    def __init__(self, side):
        self.__side = side

    def area(self):
        return self.__side * self.__side
