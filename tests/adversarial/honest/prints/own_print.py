# task: shout
# odd: defines a function called print

def print(*parts):
    return " ".join(parts).upper()


def shout(text):
    return print(text) + "!"
