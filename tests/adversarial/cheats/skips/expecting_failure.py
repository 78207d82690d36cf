# task: stack
# tries: marks every TestCase method as expected to fail

import unittest

unittest.TestCase.__unittest_expecting_failure__ = True


class Stack:
    pass
