import pytest

from solution import Bus


def test_order_and_values():
    bus = Bus()
    bus.on("sum", lambda a, b: a + b)
    bus.on("sum", lambda a, b: a * b)
    assert bus.emit("sum", 3, 4) == [7, 12]
    assert bus.emit("nothing") == []


def test_off():
    bus = Bus()
    off = bus.on("x", lambda: 1)
    bus.on("x", lambda: 2)
    off()
    assert bus.emit("x") == [2]


def test_reentrant():
    bus = Bus()
    seen = []

    def count(n):
        seen.append(n)
        if n:
            bus.emit("count", n - 1)
        return n

    bus.on("count", count)
    assert bus.emit("count", 12) == [12]
    assert seen == list(range(12, -1, -1))


def test_added_meanwhile():
    bus = Bus()

    def add():
        bus.on("x", lambda: "late")
        return "early"

    bus.on("x", add)
    assert bus.emit("x") == ["early"]
    assert bus.emit("x") == ["early", "late"]


def test_errors_go_on():
    class Stop(Exception):
        pass

    bus = Bus()

    def stop():
        raise Stop("now")

    bus.on("x", stop)
    with pytest.raises(Stop, match="now"):
        bus.emit("x")


def test_bound_methods():
    words = []
    bus = Bus()
    bus.on("word", words.append)
    bus.emit("word", "a")
    bus.emit("word", "b")
    assert words == ["a", "b"]
