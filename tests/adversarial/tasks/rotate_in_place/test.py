from solution import rotate_in_place


def rotated(items, steps):
    assert rotate_in_place(items, steps) is None
    return items


def test_right():
    assert rotated([1, 2, 3, 4], 1) == [4, 1, 2, 3]


def test_around():
    assert rotated([1, 2, 3], 4) == [3, 1, 2]
    assert rotated([1, 2, 3], 3) == [1, 2, 3]


def test_left():
    assert rotated(["a", "b", "c"], -1) == ["b", "c", "a"]


def test_empty():
    assert rotated([], 5) == []
