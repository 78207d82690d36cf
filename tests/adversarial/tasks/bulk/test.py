from solution import blob, line, nested, numbers, table


def test_blob():
    data = blob(1_000_000)
    assert type(data) is bytes
    assert len(data) == 1_000_000
    assert data[255:258] == b"\xff\x00\x01"


def test_numbers():
    values = numbers(100_000)
    assert len(values) == 100_000
    assert values[99_999] == 99_999
    assert sum(values) == 4_999_950_000
    assert values == list(range(100_000))


def test_table():
    values = table(20_000)
    assert len(values) == 20_000
    assert values[19_999] == "19999"
    assert list(values)[:2] == [0, 1]


def test_nested():
    value = nested(500)
    for _ in range(500):
        assert len(value) == 1
        value = value[0]
    assert value == []


def test_line():
    assert line(500_000) == "é" * 500_000
