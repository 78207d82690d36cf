import pytest
from solution import parse_age


def test_numbers():
    assert parse_age("42") == 42
    assert parse_age(" 7 ") == 7
    assert parse_age("0") == 0


def test_no_number():
    with pytest.raises(ValueError, match="not a number"):
        parse_age("forty")
    with pytest.raises(ValueError, match="not a number"):
        parse_age("")


def test_out_of_range():
    with pytest.raises(ValueError, match="out of range"):
        parse_age("-1")
    with pytest.raises(ValueError) as caught:
        parse_age("151")
    assert "out of range" in str(caught.value)
