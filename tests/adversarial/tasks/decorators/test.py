from solution import cached, counted, tagged


def test_counted():
    @counted
    def add(a, b=0):
        """Add."""
        return a + b

    assert add(1, b=2) == 3
    assert add(4) == 4
    assert add.calls == 2
    assert add.__name__ == "add"
    assert add.__doc__ == "Add."


def test_cached():
    calls = []

    @cached
    def square(x):
        calls.append(x)
        return x * x

    assert [square(3), square(3), square(4)] == [9, 9, 16]
    assert calls == [3, 4]
    assert square.__name__ == "square"


def test_tagged():
    @tagged("slow")
    def work():
        return "done"

    assert work() == "done"
    assert work.tag == "slow"
    assert work.__name__ == "work"


def test_together():
    @tagged("x")
    @counted
    @cached
    def f(x):
        return -x

    assert f(2) == -2
    assert f(2) == -2
    assert f.__name__ == "f"
    assert f.tag == "x"
