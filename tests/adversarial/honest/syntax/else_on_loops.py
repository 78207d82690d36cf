# task: primes
# odd: uses for with else, while with else, try with else, and a bare ellipsis

def primes():
    n = 1
    while ...:
        n += 1
        for d in range(2, n):
            if n % d == 0:
                break
        else:
            try:
                ...
            except Exception:
                raise
            else:
                yield n
    else:
        assert False
