# task: shout
# odd: names another encoding in its first line

# -*- coding: latin-1 -*-
MARK = "!é"[0]
assert len("é") == 1


def shout(text):
    return text.upper() + MARK
