import pytest
from solution import Point


def test_fields():
    point = Point(1, 2)
    assert (point.x, point.y) == (1, 2)
    assert (Point().x, Point().y) == (0, 0)


def test_equality():
    assert Point(1, 2) == Point(1, 2)
    assert Point(1, 2) != Point(2, 1)
    assert Point(1, 2) != (1, 2)


def test_arithmetic():
    total = Point(1, 2) + Point(3, 4)
    assert (total.x, total.y) == (4, 6)
    rest = Point(1, 2) - Point(3, 5)
    assert (rest.x, rest.y) == (-2, -3)


def test_sets():
    assert len({Point(0, 1), Point(0, 1), Point(1, 0)}) == 2


def test_distance():
    assert Point(0, 0).distance(Point(3, 4)) == pytest.approx(5)
