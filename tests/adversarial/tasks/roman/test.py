import unittest

from solution import from_roman, to_roman


class TestRoman(unittest.TestCase):
    def setUp(self):
        self.pairs = {1: "I", 4: "IV", 9: "IX", 14: "XIV", 1994: "MCMXCIV", 3999: "MMMCMXCIX"}

    def test_to(self):
        for n, text in self.pairs.items():
            with self.subTest(n=n):
                self.assertEqual(to_roman(n), text)

    def test_from(self):
        for n, text in self.pairs.items():
            self.assertEqual(from_roman(text), n)

    def test_there_and_back(self):
        self.assertTrue(all(from_roman(to_roman(n)) == n for n in range(1, 300, 7)))

    def test_errors(self):
        for wrong in (0, 4000, -1):
            self.assertRaises(ValueError, to_roman, wrong)
        with self.assertRaises(TypeError):
            to_roman("X")
        for wrong in ("IIII", "ABC", "", "VX"):
            with self.assertRaises(ValueError):
                from_roman(wrong)


if __name__ == "__main__":
    unittest.main()
