# task: shout
# odd: registers exit handlers that print, raise and exit

import atexit
import sys


@atexit.register
def bye():
    print("bye")
    raise RuntimeError("nobody hears this")


atexit.register(sys.exit, 3)


def shout(text):
    return text.upper() + "!"
