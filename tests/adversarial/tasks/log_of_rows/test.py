from solution import Log


def test_log():
    l = Log()
    l.write("a")
    l.write("b")
    assert l.dump() == ["a", "b"]
    l.clear()
    l.write("c")
    assert l.dump() == ["c"]
