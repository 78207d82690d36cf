# task: divisors_in_loops
# odd: a generator where a list would do

def divisors(n):
    for d in range(1, n + 1):
        if n % d == 0:
            yield d
