import pytest

from solution import Journal


def test_plain():
    with Journal() as j:
        assert j.words == ["in"]
        j.note("work")
    assert j.words == ["in", "work", "out"]
    assert len(j) == 3


def test_swallows_key_errors():
    j = Journal()
    with j as same:
        assert same is j
        {}["missing"]
    assert j.words == ["in", "KeyError", "out"]


def test_others_go_on():
    j = Journal()
    with pytest.raises(ZeroDivisionError):
        with j:
            1 / 0
    assert j.words == ["in", "ZeroDivisionError", "out"]


def test_again():
    j = Journal()
    for _ in range(2):
        with j:
            j.note("x")
    assert j.words == ["in", "x", "out"] * 2
