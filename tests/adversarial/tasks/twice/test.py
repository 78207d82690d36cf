import pytest

from solution import twice


def test_number():
    assert twice(lambda x: x + 3)(1) == 7


def test_text():
    assert twice(str.upper)("ab") == "AB"
    assert twice(lambda s: s + s)("ab") == "abababab"


def test_of_itself():
    assert twice(twice(lambda x: x * 2))(1) == 16


def test_errors_pass():
    with pytest.raises(ZeroDivisionError):
        twice(lambda x: 1 // x)(0)


def test_callable():
    assert callable(twice(len))
