from solution import clean_up


def test_returns_none():
    assert clean_up({}) is None


def test_values():
    record = {"a": None, "b": "  x ", "c": 3}
    clean_up(record)
    assert record == {"b": "x", "c": 3}


def test_inner_lists_stay_the_same_lists():
    inner = [None, 1, None, 2]
    record = {"inner": inner, "again": inner}
    clean_up(record)
    assert inner == [1, 2]
    assert record["inner"] is inner
    assert record["again"] is inner
