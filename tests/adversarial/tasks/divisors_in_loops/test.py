from solution import divisors


def test_all():
    for n in range(1, 30):
        for d in divisors(n):
            assert n % d == 0
    assert 1 + 1 == 2
