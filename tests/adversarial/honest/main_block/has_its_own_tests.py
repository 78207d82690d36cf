# task: roman
# odd: ends with tests of its own in unittest, pytest and doctest style

import unittest


def to_roman(n):
    """Return Roman digits.

    >>> to_roman(4)
    'IV'
    """
    if type(n) is not int:
        raise TypeError(f"expected an int, got {n!r}")
    if n < 1 or n > 3999:
        raise ValueError(f"expected 1 to 3999, got {n}")
    digits = [("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")]
    digits += [[d.translate(str.maketrans("IVX", letters)) for d in digits[0]] for letters in ("XLC", "CDM")]
    return "M" * (n // 1000) + "".join(digits[k][n // 10**k % 10] for k in (2, 1, 0))


numerals = {}
for _n in range(1, 4000):
    numerals[to_roman(_n)] = _n


def from_roman(text):
    if text not in numerals:
        raise ValueError(text)
    return numerals[text]


class TestMine(unittest.TestCase):
    def test_that_would_fail(self):
        self.fail("this is not your suite")


def test_mine():
    assert to_roman(9) == "IX"


def test_that_would_fail_too():
    assert False


if __name__ == "__main__":
    import doctest

    doctest.testmod()
    unittest.main()
