import pytest
from solution import Add, parse


@pytest.mark.parametrize("text,want", [("1+2", Add(1, 2)), ("3+4", Add(3, 4)), ("7+1", Add(7, 1)), ("7+2", Add(7, 2))])
def test_parse(text, want):
    assert parse(text) == want
