import math
from decimal import Decimal
from fractions import Fraction

from solution import parse


def test_integers():
    assert parse("7") == 7
    assert type(parse("7")) is int
    assert parse("0x1f") == 31


def test_floats():
    assert parse("1.5") == 1.5
    assert math.isnan(parse("nan"))
    assert parse("inf") == math.inf
    assert parse("-inf") == -math.inf
    assert math.copysign(1, parse("-0.0")) == -1


def test_fractions_and_decimals():
    assert parse("2/3") == Fraction(2, 3)
    assert parse("2/3") + Fraction(1, 3) == 1
    assert parse("1.10d") == Decimal("1.1")
    assert str(parse("1.10d")) == "1.10"


def test_complex():
    assert parse("1+2j") == 1 + 2j
    assert parse("1+2j").imag == 2
