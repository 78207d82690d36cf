# task: gcd_of
# odd: is an instance with __call__

class Gcd:
    calls = 0

    def __call__(self, a, b):
        type(self).calls += 1
        return self(b, a % b) if b else a


gcd_of = Gcd()
