import random

import pytest

from solution import sorted_copy


@pytest.mark.parametrize("items", [[3, 1, 2], [], [5, 5, -1], ["b", "a", "c"]])
def test_like_sorted(items):
    assert sorted_copy(items) == sorted(items)


def test_random():
    rng = random.Random(7)
    for size in range(1, 30):
        items = [rng.randrange(100) for _ in range(size)]
        assert sorted_copy(items) == sorted(items)


def test_another_list():
    items = [1, 2]
    assert sorted_copy(items) is not items
