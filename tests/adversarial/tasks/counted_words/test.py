from solution import table, uniq


def test_table():
    t = table(["a", "b", "a"])
    assert t["a"] == 2
    assert t["b"] == 1
    assert len(t) == 2
    assert sorted(t) == ["a", "b"]
    assert sorted(t.items()) == [("a", 2), ("b", 1)]
    assert t.get("z") is None
    assert "a" in t and "q" not in t


def test_uniq():
    u = uniq(["x", "y", "x"])
    assert list(u) == ["x", "y"]
    assert u[0] == "x" and u[-1] == "y" and u[0:2] == ["x", "y"]
    assert "x" in u and "k" not in u
    assert u.index("y") == 1
    assert list(reversed(u)) == ["y", "x"]
