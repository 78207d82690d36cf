import pytest

from solution import Vector


def test_sums():
    assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)
    assert Vector(1, 2) - Vector(3, 5) == Vector(-2, -3)


def test_products():
    assert Vector(1, 2) * 3 == Vector(3, 6)
    assert 3 * Vector(1, 2) == Vector(3, 6)
    assert Vector(1, 2) @ Vector(3, 4) == 11


def test_equality_and_hash():
    assert Vector(1, 2) == Vector(1, 2)
    assert Vector(1, 2) != Vector(2, 1)
    assert not Vector(1) == 1
    assert len({Vector(1, 2), Vector(1, 2), Vector(3, 4)}) == 2
    assert {Vector(0, 1): "x"}[Vector(0, 1)] == "x"


def test_as_a_sequence():
    v = Vector(7, 8, 9)
    assert len(v) == 3
    assert v[0] == 7
    assert v[-1] == 9
    assert list(v) == [7, 8, 9]
    a, b, c = v
    assert (a, b, c) == (7, 8, 9)
    assert 8 in v


def test_length_and_truth():
    assert abs(Vector(3, 4)) == pytest.approx(5)
    assert Vector(0, 1)
    assert not Vector(0, 0)


def test_repr():
    assert repr(Vector(1, 2)) == "Vector(1, 2)"


def test_errors():
    with pytest.raises(ValueError):
        Vector(1) + Vector(1, 2)
    with pytest.raises(TypeError):
        Vector(1) + "x"
    with pytest.raises(TypeError):
        "x" + Vector(1)
