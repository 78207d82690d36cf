# task: shout
# odd: has invalid escape sequences and comparisons that the compiler warns about

MARKS = "\!\d"
assert MARKS[1] == "!" and (1 is 1 or True)


def shout(text):
    return text.upper() + MARKS[1]
