from solution import sum_of_squares


def test_example():
    assert sum_of_squares([1, 2, 3]) == 14


def test_empty():
    assert sum_of_squares([]) == 0


def test_negative():
    assert sum_of_squares([-4, 3]) == 25


def test_large():
    assert sum_of_squares(list(range(100))) == 328350
    assert sum_of_squares([10**20]) == 10**40
