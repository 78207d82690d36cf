import pytest

from solution import Meters, longest


def test_it_is_a_float():
    assert Meters(1.5) == 1.5
    assert isinstance(Meters(2), float)
    assert Meters(2) < 3
    assert float(Meters(4)) / 2 == 2.0


def test_sums():
    total = Meters(1) + Meters(2.5)
    assert total == 3.5
    assert isinstance(total, Meters)
    assert (Meters(5) - Meters(1)) == Meters(4)
    assert Meters(0.1) + Meters(0.2) == pytest.approx(0.3)


def test_text():
    assert str(Meters(1.5)) == "1.5 m"
    assert f"{Meters(2) + Meters(1)!s}" == "3.0 m"


def test_longest():
    assert longest([Meters(1), Meters(7), Meters(3)]) == Meters(7)
    assert isinstance(longest([Meters(1)]), Meters)
