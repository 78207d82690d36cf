import random
from collections import Counter
from solution import sort


def test_props():
    for n in range(1, 6):
        xs = [random.randrange(100) for _ in range(n * 3)]
        r = sort(list(xs))
        assert len(r) == len(xs)
        assert Counter(r) == Counter(xs)
        for i in range(len(r) - 1):
            assert r[i] <= r[i + 1]


def test_set():
    r = sort([3, 1, 2])
    assert set(r) == {1, 2, 3}
    assert r[0] <= r[1] <= r[2]
