import pytest

from solution import Chain


def test_iteration():
    assert list(Chain([1, 2, 3])) == [1, 2, 3]
    assert list(reversed(Chain("abc"))) == ["c", "b", "a"]
    assert len(Chain(range(5))) == 5
    assert not Chain()
    assert Chain([0])


def test_push_and_pop():
    chain = Chain()
    assert chain.push(1) is chain
    chain.push(2).push(3)
    assert list(chain) == [3, 2, 1]
    assert chain.pop() == 3
    assert list(chain) == [2, 1]


def test_empty():
    with pytest.raises(IndexError):
        Chain().pop()


def test_equality():
    assert Chain([1, [2]]) == Chain([1, [2]])
    assert Chain([1]) != Chain([2])
    assert not Chain([1]) == [1]


def test_map():
    doubled = Chain([1, 2]).map(lambda x: x * 2)
    assert isinstance(doubled, Chain)
    assert list(doubled) == [2, 4]


def test_nested():
    chain = Chain([Chain([1]), Chain()])
    assert [list(inner) for inner in chain] == [[1], []]


def test_long():
    assert sum(Chain(range(300))) == 44_850
