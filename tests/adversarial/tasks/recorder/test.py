import pytest

from solution import recorder


def test_plain():
    log = []
    with recorder(log) as same:
        assert log == ["in"]
        same.append("work")
    assert log == ["in", "work", "out"]


def test_swallows_key_errors():
    log = []
    with recorder(log):
        {}["missing"]
    assert log == ["in", "KeyError", "out"]


def test_others_go_on():
    log = []
    with pytest.raises(ZeroDivisionError):
        with recorder(log):
            1 / 0
    assert log == ["in", "ZeroDivisionError", "out"]


def test_nested():
    log = []
    with recorder(log), recorder(log):
        pass
    assert log == ["in", "in", "out", "out"]
