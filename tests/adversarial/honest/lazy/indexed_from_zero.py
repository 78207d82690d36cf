# task: divisors_in_loops
# odd: an object with a length and places, and no iterator

class O:
    def __init__(self, n):
        self.n = [d for d in range(1, n + 1) if n % d == 0]

    def __len__(self):
        return len(self.n)

    def __getitem__(self, i):
        return self.n[i]


def divisors(n):
    return O(n)
