import unittest
from solution import f


class TestF(unittest.TestCase):
    def test_sub(self):
        for n in (1, 2, 3):
            with self.subTest(n=n):
                r = f(n)
                self.assertEqual(r, n * n)

    def test_one(self):
        self.assertEqual(f(1), 1)
