# task: gcd_of
# odd: prints dots without a newline and never flushes

def gcd_of(a, b):
    print(".", end="")
    return gcd_of(b, a % b) if b else a
