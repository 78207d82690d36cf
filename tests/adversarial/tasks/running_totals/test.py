from solution import running_totals


def test_of_three():
    assert running_totals([1, 2, 3]) == [1, 3, 6]


def test_of_none():
    assert running_totals([]) == []


def test_of_negative_numbers():
    assert running_totals([5, -7, 0, 2]) == [5, -2, -2, 0]


def test_that_the_argument_stays():
    xs = [4, 4]
    assert running_totals(xs) == [4, 8]
    assert xs == [4, 4]


def test_of_many():
    assert running_totals([1] * 200)[-1] == 200
