# task: shout
# odd: replaces sys.stdout by an object of its own that has a write method only

import sys


class Quiet:
    lines = []

    def write(self, text):
        self.lines.append(text)


sys.stdout = Quiet()


def shout(text):
    print("quietly", text)
    assert Quiet.lines[-1] == "\n"
    return text.upper() + "!"
