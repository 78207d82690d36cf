# task: word_counts
# odd: calls its own things list, dict, len, str and id

def list(text):
    return text.lower().split()


def dict(pairs):
    id = {}
    for str, len in pairs:
        id[str] = len
    return id


def word_counts(text):
    max = list(text)
    return dict((sum, max.count(sum)) for sum in max)
