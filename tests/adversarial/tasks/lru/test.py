import pytest

from solution import LRU


def test_as_a_mapping():
    cache = LRU(2)
    cache["a"] = 1
    cache["b"] = [2]
    assert cache["a"] == 1
    assert cache.get("b") == [2]
    assert cache.get("c") is None
    assert cache.get("c", 7) == 7
    assert len(cache) == 2
    assert "a" in cache
    assert "c" not in cache


def test_the_oldest_goes():
    cache = LRU(2)
    cache[1] = "x"
    cache[2] = "y"
    cache[1]
    cache[3] = "z"
    assert 2 not in cache
    assert list(cache.keys()) == [1, 3]


def test_missing():
    with pytest.raises(KeyError):
        LRU(1)["nothing"]


def test_setting_again():
    cache = LRU(2)
    for key in "abaac":
        cache[key] = key
    assert list(cache.keys()) == ["a", "c"]


def test_tuple_keys():
    cache = LRU(3)
    cache[(1, 2)] = {"deep": [1]}
    assert cache[(1, 2)]["deep"] == [1]
