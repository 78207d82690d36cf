assert second_largest([1, 2, 3]) == 2
assert second_largest([5, 5, 4]) == 4
assert second_largest([7]) is None
assert second_largest([]) is None
assert second_largest([-1, -2, -3, -1]) == -2
