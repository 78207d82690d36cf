# task: gcd_of
# odd: starts with a shebang and a long licence text, and has no newline at its end

#!/usr/bin/env python3
# vim: set fileencoding=utf-8 :
"""A module with a docstring.

>>> gcd_of(4, 6)
2
"""
def gcd_of(a, b):
    return a if not b else gcd_of(b, a % b)