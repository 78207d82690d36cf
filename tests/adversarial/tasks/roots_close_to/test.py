import numpy as np
from solution import solve


def test_a():
    for a, b in ((2.0, 4.0), (3.0, 1.5)):
        assert np.allclose(solve(a, b), -b / a)
