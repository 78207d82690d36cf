# task: primes
# odd: is a class with __iter__ and __next__, and class-level state

class primes:
    sieve = [2]

    def __init__(self):
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        while self.at >= len(self.sieve):
            n = self.sieve[-1] + 1
            while any(n % p == 0 for p in self.sieve):
                n += 1
            self.sieve.append(n)
        self.at += 1
        return self.sieve[self.at - 1]
