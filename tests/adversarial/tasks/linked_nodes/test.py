from solution import build, reverse


def test_a():
    assert reverse(build([1, 2, 3])) == build([3, 2, 1])


def test_b():
    assert reverse(build([5, 6])) == build([6, 5])


def test_computed():
    xs = list(range(9))
    assert reverse(build(xs)) == build(xs[::-1])
