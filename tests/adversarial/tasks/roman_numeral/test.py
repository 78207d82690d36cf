import pytest
from solution import roman_numeral


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "I"), (4, "IV"), (14, "XIV"), (40, "XL"), (90, "XC"), (400, "CD"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")],
)
def test_numeral(number, expected):
    assert roman_numeral(number) == expected
