# task: gcd_of
# odd: has positional-only parameters and a mutable default argument that it uses as a cache

def gcd_of(a, b=0, /, *, cache={}):
    if (a, b) not in cache:
        cache[a, b] = gcd_of(b, a % b) if b else a
    return cache[a, b]
