import numpy as np

from solution import count_above, double, row_norms, standardize


def test_standardize():
    result = standardize([[1, 10], [3, 30]])
    assert result.shape == (2, 2)
    np.testing.assert_allclose(result, [[-1, -1], [1, 1]])
    assert result.dtype == np.float64


def test_row_norms():
    np.testing.assert_allclose(row_norms(np.array([[3, 4], [0, 2]])), [5, 2])


def test_double():
    array = np.arange(4)
    assert double(array) is None
    assert array.tolist() == [0, 2, 4, 6]
    assert array.dtype.kind == "i"


def test_count():
    assert count_above(np.array([1.5, 2.5, 3.5]), 2) == 2
    assert count_above(np.zeros((3, 3)), 0) == 0
