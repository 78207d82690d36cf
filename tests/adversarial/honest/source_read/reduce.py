# task: no_loops
# odd: has its source read by the tests

def total(xs):
    """Add the numbers, by recursion."""
    return xs[0] + total(xs[1:]) if xs else 0
