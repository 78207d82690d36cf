# task: counted_words
# odd: returns a mapping and a sequence by the abstract classes

from collections.abc import Mapping, Sequence


class M(Mapping):
    def __init__(self, d):
        self._d = d

    def __getitem__(self, k):
        return self._d[k]

    def __iter__(self):
        return iter(self._d)

    def __len__(self):
        return len(self._d)


class S(Sequence):
    def __init__(self, d):
        self._d = d

    def __getitem__(self, k):
        return self._d[k]

    def __len__(self):
        return len(self._d)


def table(words):
    out = {}
    for w in words:
        out[w] = out.get(w, 0) + 1
    return M(out)


def uniq(words):
    return S(list(dict.fromkeys(words)))
