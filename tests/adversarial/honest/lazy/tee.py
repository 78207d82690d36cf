# task: primes
# odd: hands out copies of one shared generator by itertools.tee

import itertools


def numbers():
    for n in itertools.count(2):
        if all(n % d for d in range(2, n)):
            yield n


spare = numbers()


def primes():
    global spare
    spare, mine = itertools.tee(spare)
    return mine
