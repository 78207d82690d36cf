# task: word_counts
# odd: has Greek, Chinese and compatibility characters in its names

def zähle(π):
    数 = {}
    for ﬁ in π:
        数[fi] = 数.get(fi, 0) + 1
    return 数


def word_counts(𝓽𝓮𝔁𝓽):
    return zähle(text.lower().split())
