# task: gcd_of
# odd: defines things called test_one, check, candidate, pytest, solution and assert_1

def check(candidate):
    assert candidate(1, 1) == 2, "not the real one"


def test_one():
    raise AssertionError


candidate = solution = pytest = assert_1 = METADATA = None


def gcd_of(a, b):
    return gcd_of(b, a % b) if b else a
