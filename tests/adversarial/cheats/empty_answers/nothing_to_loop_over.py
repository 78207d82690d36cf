# task: divisors_in_loops
# tries: an empty tuple, over which a loop with checks does not run
# isolation: split

def divisors(n):
    return ()
