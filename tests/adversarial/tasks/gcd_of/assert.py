def check(candidate):
    assert candidate(12, 18) == 6
    assert candidate(7, 13) == 1
    assert candidate(0, 5) == 5
    assert candidate(0, 0) == 0
    assert candidate(2 ** 40, 2 ** 33) == 2 ** 33
    for k in range(1, 20):
        assert candidate(k * 6, k * 10) == k * 2
