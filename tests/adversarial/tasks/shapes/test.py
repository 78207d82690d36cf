import pytest

from solution import Shape, Square


def test_square():
    assert Square(2).area() == 4
    assert Square(2).describe() == "Square: 4.00"
    assert isinstance(Square(1), Shape)
    assert issubclass(Square, Shape)


def test_abstract():
    with pytest.raises(TypeError):
        Shape()


def test_a_shape_of_the_tests():
    class Strip(Shape):
        def __init__(self, width):
            self.width = width

        def area(self):
            return self.width * 0.5

    strip = Strip(3)
    assert isinstance(strip, Shape)
    assert strip.area() == 1.5
    assert strip.describe() == "Strip: 1.50"
    assert Shape.total([Square(2), strip]) == pytest.approx(5.5)


def test_a_subclass_that_lacks_the_method():
    class Broken(Shape):
        pass

    with pytest.raises(TypeError):
        Broken()
