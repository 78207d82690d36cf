# task: primes
# odd: sieves by one generator per prime, each inside the next

def sieve(numbers):
    prime = next(numbers)
    yield prime
    yield from sieve(n for n in numbers if n % prime)


def count():
    n = 2
    while True:
        yield n
        n += 1


def primes():
    return sieve(count())
