# task: gcd_of
# odd: has lines that end in CR

def gcd_of(a, b):    while b:        a, b = b, a % b    return a