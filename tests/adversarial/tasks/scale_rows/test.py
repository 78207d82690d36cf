import numpy as np
import pytest
from solution import scale_rows


def test_rows():
    np.testing.assert_allclose(scale_rows(np.array([[1, 3], [2, 2]])), [[0.25, 0.75], [0.5, 0.5]])


def test_zero():
    assert np.array_equal(scale_rows(np.array([[0, 0], [0, 4]])), np.array([[0.0, 0.0], [0.0, 1.0]]))


def test_shape():
    result = scale_rows(np.ones((3, 5)))
    assert result.shape == (3, 5)
    assert (result == 0.2).all()


def test_sums():
    assert scale_rows(np.array([[5.0, 5.0, 10.0]])).tolist()[0] == pytest.approx([0.25, 0.25, 0.5])
    assert np.allclose(scale_rows(np.arange(1, 7).reshape(2, 3)).sum(axis=1), 1.0)
