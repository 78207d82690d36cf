import pytest
from solution import apply_times


def test_numbers():
    assert apply_times(lambda x: x * 2, 5)(1) == 32


def test_none():
    assert apply_times(lambda x: x + 1, 0)("same") == "same"


def test_calls():
    calls = []

    def note(value):
        calls.append(value)
        return value + 1

    assert apply_times(note, 3)(10) == 13
    assert calls == [10, 11, 12]


def test_errors_come_through():
    with pytest.raises(ZeroDivisionError):
        apply_times(lambda x: 1 // x, 1)(0)
    with pytest.raises(ValueError):
        apply_times(abs, -1)
