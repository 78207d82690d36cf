# task: gcd_of
# odd: is written in as few lines as possible, with semicolons and backslashes

def gcd_of(a, b): \
    a, b = (b, a) if a < b else (a, b); return \
        gcd_of(b, a % \
            b) if b else \
        a
