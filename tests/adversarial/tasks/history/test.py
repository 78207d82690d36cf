from solution import History


def test_it_is_a_list():
    h = History(3)
    assert isinstance(h, list)
    assert h == []
    assert len(h) == 0


def test_the_oldest_is_dropped():
    h = History(3, [1, 2])
    h.append(3)
    h.append(4)
    assert h == [2, 3, 4]
    assert h[0] == 2
    assert h.limit == 3


def test_use_as_a_list():
    h = History(5, "abc")
    assert list(h) == ["a", "b", "c"]
    assert h[::-1] == ["c", "b", "a"]
    assert "b" in h
    assert h.index("c") == 2
    assert sum(len(x) for x in h) == 3
    h[1] = "B"
    assert sorted(h) == ["B", "a", "c"]


def test_last():
    h = History(4, range(10))
    assert h.last() == [9]
    assert h.last(2) == [8, 9]
    assert type(h.last(2)) is list
