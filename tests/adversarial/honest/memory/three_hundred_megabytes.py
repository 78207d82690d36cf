# task: gcd_of
# odd: holds three hundred megabytes

ballast = [bytearray(b"x" * (1 << 20)) for _ in range(300)]


def gcd_of(a, b):
    assert len(ballast) == 300
    return gcd_of(b, a % b) if b else a
