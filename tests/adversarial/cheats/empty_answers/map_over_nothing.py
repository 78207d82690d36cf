# task: divisors_in_loops
# tries: a map over an empty list
# isolation: split

def divisors(n):
    return map(str, [])
