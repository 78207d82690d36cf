from solution import bounds, stats


def test_bounds():
    assert bounds([(1, 5), (3, 2)]) == ((1, 2), (3, 5))
    low, high = bounds([(0, 0)])
    assert low == (0, 0)
    assert high[1] == 0


def test_unpacking():
    (left, top), (right, bottom) = bounds([(-1, 4), (8, 9), (2, -6)])
    assert [left, top, right, bottom] == [-1, -6, 8, 9]


def test_stats():
    assert stats("a1 b2!") == {"letters": 2, "digits": 2, "other": 2}
    assert stats("") == {"letters": 0, "digits": 0, "other": 0}
    assert stats("xyz")["letters"] == 3
