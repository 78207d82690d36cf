import pytest
from math import isclose

from solution import *


@pytest.mark.parametrize("text", ["", "a", "ab", "abc", "abcdef"])
def test_joined(text):
    left, right = halves(text)
    assert left + right == text
    assert isclose(len(left), len(right), abs_tol=1)


def test_longer():
    assert sorted(halves("ba")) == ["a", "b"]
    assert list(map(len, halves("abcde"))) == [3, 2]
