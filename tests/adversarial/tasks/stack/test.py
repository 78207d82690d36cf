import unittest

from solution import Stack


class TestStack(unittest.TestCase):
    def setUp(self):
        self.stack = Stack()

    def test_empty(self):
        self.assertTrue(self.stack.is_empty())
        self.assertEqual(len(self.stack), 0)

    def test_order(self):
        for item in ("a", "b", "c"):
            self.stack.push(item)
        self.assertEqual(len(self.stack), 3)
        self.assertEqual([self.stack.pop() for _ in range(3)], ["c", "b", "a"])
        self.assertTrue(self.stack.is_empty())

    def test_peek(self):
        self.stack.push(1)
        self.stack.push(None)
        self.assertIsNone(self.stack.peek())
        self.assertEqual(len(self.stack), 2)
        self.assertFalse(self.stack.is_empty())

    def test_errors(self):
        with self.assertRaises(IndexError):
            self.stack.pop()
        self.assertRaises(IndexError, self.stack.peek)


if __name__ == "__main__":
    unittest.main()
