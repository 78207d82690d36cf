# task: gcd_of
# odd: returns True where 1 is meant, by a comparison

def gcd_of(a, b):
    while b:
        a, b = b, a % b
    return a == 1 or a
