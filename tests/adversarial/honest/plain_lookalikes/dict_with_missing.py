# task: counted_words
# odd: returns a dict that makes up missing values, and a list of a class of its own

class D(dict):
    def __missing__(self, k):
        return 0


def table(words):
    out = D()
    for w in words:
        out[w] += 1
    return out


class L(list):
    pass


def uniq(words):
    return L(dict.fromkeys(words))
