def solve(a, b):
    return [-b / a]
