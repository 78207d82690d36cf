from itertools import islice, takewhile

from solution import primes


def test_first():
    assert list(islice(primes(), 8)) == [2, 3, 5, 7, 11, 13, 17, 19]


def test_one_by_one():
    numbers = primes()
    assert next(numbers) == 2
    assert next(numbers) == 3
    assert iter(numbers) is numbers


def test_two_at_a_time():
    one, two = primes(), primes()
    assert next(one) == 2
    assert next(one) == 3
    assert next(two) == 2
    assert next(one) == 5


def test_until():
    total = 0
    for p in primes():
        if p > 30:
            break
        total += p
    assert total == 129
    assert sum(takewhile(lambda p: p < 10, primes())) == 17
