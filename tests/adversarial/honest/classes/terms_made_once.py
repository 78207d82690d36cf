# task: sum_terms
# odd: equal objects are one and the same

class Add:
    known = {}

    def __new__(cls, a, b):
        if (a, b) not in cls.known:
            made = object.__new__(cls)
            made.a = a
            made.b = b
            cls.known[a, b] = made
        return cls.known[a, b]


def parse(s):
    return Add(*map(int, s.split("+")))
