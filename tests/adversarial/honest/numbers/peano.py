# task: gcd_of
# odd: counts in lengths of strings, lists and ranges

def gcd_of(a, b):
    while b:
        a, b = b, len(range(a)[a // b * b :])
    return a
