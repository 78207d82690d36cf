from solution import is_prime


def test_primes():
    assert all(map(is_prime, [2, 3, 5, 7, 97, 7919]))


def test_others():
    assert not any(map(is_prime, [-7, 0, 1, 4, 100, 7921]))
