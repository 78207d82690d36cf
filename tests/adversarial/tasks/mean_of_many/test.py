import math, pytest, random
from solution import average


def expected(xs):
    return math.fsum(xs) / len(xs)


def test_small():
    for n in range(1, 10):
        xs = [random.random() for _ in range(n)]
        assert average(xs) == pytest.approx(expected(xs))
