from solution import components


def test_empty():
    assert components([]) == set()


def test_two():
    assert components([(1, 2), (3, 4), (2, 5)]) == {frozenset({1, 2, 5}), frozenset({3, 4})}


def test_members():
    found = components([("a", "b"), ("b", "c"), ("x", "x")])
    assert frozenset("abc") in found
    assert sorted(map(len, found)) == [1, 3]


def test_joined_late():
    assert components([(1, 2), (3, 4), (4, 1)]) == {frozenset({1, 2, 3, 4})}
