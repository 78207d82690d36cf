# task: gcd_of
# odd: decides by a match statement on a tuple, with guards
# needs: python>=3.10: match

def gcd_of(a, b):
    match (a, b):
        case (x, 0) | (0, x):
            return x
        case (x, y) if x < y:
            return gcd_of(x, y % x)
        case (x, y):
            return gcd_of(y, x % y)
