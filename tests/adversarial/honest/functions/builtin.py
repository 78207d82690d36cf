# task: gcd_of
# odd: is a builtin function, imported under the name

from math import gcd as gcd_of
