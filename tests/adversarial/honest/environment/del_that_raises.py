# task: shout
# odd: has finalizers that raise

class Loud:
    def __init__(self, text):
        self.text = text

    def __del__(self):
        raise ValueError("ignored")


def shout(text):
    return Loud(text).text.upper() + "!"
