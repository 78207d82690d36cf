from solution import digit_sum, digits, power


def test_small():
    assert power(2, 10) == 1024
    assert digits(1024) == "1024"
    assert digit_sum(1024) == 7
    assert power(-3, 3) == -27


def test_huge_result():
    assert power(10, 10_000) == 10**10_000
    assert power(7, 12_000) % 1_000_007 == pow(7, 12_000, 1_000_007)


def test_huge_argument():
    assert digit_sum(10**10_000 - 1) == 90_000
    assert len(digits(10**10_000)) == 10_001
    assert digits(10**9_999)[:3] == "100"
