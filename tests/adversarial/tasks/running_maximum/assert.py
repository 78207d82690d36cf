def check(candidate):
    assert candidate([1, 3, 2, 5]) == [1, 3, 3, 5]
    assert candidate([]) == []
    assert candidate([4, 3, 2, 1]) == [4, 4, 4, 4]
    assert candidate([-5, -7, -2]) == [-5, -5, -2]
    assert candidate([0, 0, 1, 0]) == [0, 0, 1, 1]
