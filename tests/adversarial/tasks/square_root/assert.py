assert abs(square_root(2) - 1.414213562) < 1e-6
assert round(square_root(10), 3) == 3.162
assert sorted([square_root(9), square_root(4)]) == [2.0, 3.0]
assert isinstance(square_root(16), float)
assert set(map(square_root, (0, 1, 25))) == {0.0, 1.0, 5.0}
assert all(abs(square_root(n) ** 2 - n) < 1e-6 for n in range(20))
assert max(square_root(n) for n in range(50)) == 7.0
assert str(square_root(81)) == "9.0"
try:
    square_root(-1)
except ValueError:
    pass
else:
    assert False, "no ValueError"
