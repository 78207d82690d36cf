import functools, operator
from solution import Vec


def test_sum():
    vs = [Vec(3, 4), Vec(0, 1), Vec(6, 8)]
    total = functools.reduce(operator.add, vs)
    assert total == Vec(9, 13)
    assert [v.x for v in sorted(vs)] == [0, 3, 6]
    assert max(vs).y == 8
    assert abs(vs[0].norm() - 5.0) < 1e-9
