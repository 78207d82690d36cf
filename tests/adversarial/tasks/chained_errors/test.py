import pytest

from solution import BadValue, LoadError, MissingKey, load


def test_value():
    assert load({"a": "12"}, "a") == 12


def test_missing():
    with pytest.raises(MissingKey, match="cannot load b") as info:
        load({}, "b")
    assert info.value.key == "b"
    assert isinstance(info.value, KeyError)
    assert isinstance(info.value.__cause__, KeyError)


def test_bad():
    with pytest.raises(BadValue) as info:
        load({"a": "x"}, "a")
    assert str(info.value) == "cannot load a"
    assert isinstance(info.value, ValueError)
    assert type(info.value.__cause__) is ValueError


def test_base():
    for table in ({}, {"k": "z"}):
        with pytest.raises(LoadError):
            load(table, "k")
    try:
        load({}, "k")
    except KeyError as error:
        assert error.key == "k"
    else:
        raise AssertionError("nothing was raised")
