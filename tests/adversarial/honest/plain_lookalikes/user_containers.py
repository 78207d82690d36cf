# task: counted_words
# odd: returns a UserDict and a UserList

from collections import UserDict, UserList


def table(words):
    out = UserDict()
    for w in words:
        out[w] = out.get(w, 0) + 1
    return out


def uniq(words):
    return UserList(dict.fromkeys(words))
