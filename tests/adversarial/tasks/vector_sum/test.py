from solution import Vector, vector_sum


def test_add():
    assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)


def test_multiply():
    assert Vector(1, -2) * 3 == Vector(3, -6)


def test_sum():
    vectors = [Vector(n, n * n) for n in range(5)]
    assert vector_sum(vectors) == Vector(10, 30)


def test_none():
    assert vector_sum([]) == Vector(0, 0)


def test_list():
    assert [v * 2 for v in (Vector(1, 1), Vector(0, 5))] == [Vector(2, 2), Vector(0, 10)]
