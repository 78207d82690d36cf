import pytest

from solution import averager


def test_means():
    a = averager()
    next(a)
    assert a.send(10) == 10
    assert a.send(20) == 15
    assert a.send(0) == 10


def test_the_count_is_returned():
    a = averager()
    next(a)
    a.send(1)
    a.send(2)
    with pytest.raises(StopIteration) as info:
        a.send(None)
    assert info.value.value == 2


def test_yield_from():
    def outer():
        count = yield from averager()
        yield f"{count} numbers"

    o = outer()
    next(o)
    o.send(5)
    assert o.send(None) == "1 numbers"


def test_throw():
    a = averager()
    next(a)
    a.send(8)
    assert a.throw(ValueError("forget")) == 0
    assert a.send(3) == 3


def test_close():
    a = averager()
    next(a)
    a.close()
    with pytest.raises(StopIteration):
        next(a)
