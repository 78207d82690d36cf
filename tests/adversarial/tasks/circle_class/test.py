import math, pytest
from solution import Circle


def test_area():
    assert Circle(2).area() == pytest.approx(math.pi * 4)


def test_abs():
    c = Circle(3)
    assert abs(c.area() - math.pi * 9) < 1e-6


def test_name():
    assert "circle" in Circle(4).name()
    assert Circle(4).name().endswith(str(4))


def test_grows():
    assert Circle(4).area() > Circle(3).area()
