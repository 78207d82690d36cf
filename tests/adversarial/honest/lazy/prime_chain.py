# task: primes
# odd: returns an endless filter over itertools.chain

import itertools


def is_prime(n):
    return all(n % d for d in range(3, int(n**0.5) + 1, 2))


def primes():
    return itertools.chain([2], filter(is_prime, itertools.count(3, 2)))
