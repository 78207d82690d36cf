from solution import next_ticket, remember, reset


def test_tickets():
    reset()
    assert [next_ticket() for _ in range(4)] == [1, 2, 3, 4]


def test_start():
    reset(start=10)
    assert next_ticket() == 11
    reset()
    assert next_ticket() == 1


def test_remember():
    assert remember("a") == ["a"]
    assert remember(2) == ["a", 2]
    assert remember(None) == ["a", 2, None]
