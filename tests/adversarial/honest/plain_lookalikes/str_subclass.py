# task: shout
# odd: returns a subclass of str without any method of its own

class Loud(str):
    pass


def shout(text):
    return Loud(text.upper()) + "!" if len(text) > 3 else Loud(text.upper() + "!")
