import itertools

from solution import fibonacci


def test_first():
    assert list(itertools.islice(fibonacci(), 8)) == [0, 1, 1, 2, 3, 5, 8, 13]


def test_goes_on():
    numbers = fibonacci()
    assert next(numbers) == 0
    assert iter(numbers) is numbers
    assert next(itertools.islice(numbers, 98, None)) == 218922995834555169026


def test_apart():
    first, second = fibonacci(), fibonacci()
    next(first)
    assert next(first) == 1
    assert next(second) == 0
