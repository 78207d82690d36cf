import pytest

from solution import Settings


def test_reading():
    s = Settings(host="h", port=80)
    assert s.host == "h"
    assert s["port"] == 80
    assert len(s) == 2
    assert "host" in s
    assert "user" not in s
    assert list(s) == ["host", "port"]


def test_writing():
    s = Settings()
    s.name = "x"
    s["size"] = [1]
    s.size = s.size + [2]
    assert s.as_dict() == {"name": "x", "size": [1, 2]}
    del s.name
    del s["size"]
    assert len(s) == 0


def test_missing():
    s = Settings(a=1)
    with pytest.raises(AttributeError):
        s.b
    with pytest.raises(KeyError):
        s["b"]
    with pytest.raises(AttributeError):
        del s.b
    assert getattr(s, "b", 5) == 5
    assert not hasattr(s, "b")
    assert hasattr(s, "a")


def test_child():
    base = Settings(a=1, b=2)
    child = base.child(b=3)
    assert child.a == 1
    assert child.b == 3
    base.a = 10
    assert child.a == 10
    assert child.as_dict() == {"b": 3}
