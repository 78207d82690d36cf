# task: gcd_of
# odd: replaces itself by a better function on its first call

def gcd_of(a, b):
    global gcd_of

    def better(a, b):
        while b:
            a, b = b, a % b
        return a

    gcd_of = better
    return gcd_of(a, b)
