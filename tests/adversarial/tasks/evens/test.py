from solution import evens


def test_as_a_list():
    assert list(evens(7)) == [0, 2, 4, 6]


def test_empty():
    assert list(evens(0)) == []


def test_in_a_loop():
    seen = []
    for n in evens(5):
        seen.append(n)
    assert seen == [0, 2, 4]


def test_sum_and_unpacking():
    assert sum(evens(101)) == 2550
    a, b = evens(4)
    assert (a, b) == (0, 2)
    assert dict(zip("ab", evens(3))) == {"a": 0, "b": 2}
