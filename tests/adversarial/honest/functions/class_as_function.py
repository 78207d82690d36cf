# task: shout
# odd: is a class whose __new__ returns a string

class shout:
    def __new__(cls, text):
        return text.upper().__add__("!")
