import math

import pytest
from solution import mean_and_deviation


def test_tuple():
    assert mean_and_deviation([2, 4, 4, 4, 5, 5, 7, 9]) == pytest.approx((5.0, 2.0))


def test_fractions():
    mean, deviation = mean_and_deviation([0.1, 0.2, 0.3])
    assert mean == pytest.approx(0.2)
    assert math.isclose(deviation, 0.0816496580927726)


def test_one():
    mean, deviation = mean_and_deviation([3])
    assert abs(mean - 3) < 1e-9
    assert deviation == pytest.approx(0)


def test_none():
    with pytest.raises(ValueError):
        mean_and_deviation([])
