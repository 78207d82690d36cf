import pytest

from solution import spread


def test_of_one():
    assert spread([3.5]) == pytest.approx((3.5, 0.0))


def test_of_some():
    mean, deviation = spread([2, 4, 4, 4, 5, 5, 7, 9])
    assert mean == pytest.approx(5)
    assert deviation == pytest.approx(2)


def test_of_floats():
    assert spread([0.1, 0.2, 0.3])[0] == pytest.approx(0.2)
    assert spread([0.1, 0.2, 0.3])[1] == pytest.approx(0.0816496580927726)
