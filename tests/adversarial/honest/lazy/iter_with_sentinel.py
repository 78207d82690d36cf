# task: primes
# odd: returns iter(function, sentinel)

def primes():
    n = 1

    def following():
        nonlocal n
        n += 1
        while any(n % d == 0 for d in range(2, n)):
            n += 1
        return n

    return iter(following, -1)
