from solution import as_expression


def test_value():
    assert eval(as_expression([1, 2, 3])) == 6
    assert eval(as_expression([-4, 3])) == -1


def test_none():
    assert eval(as_expression([])) == 0


def test_text():
    assert as_expression([7, 8]).count("+") == 1
