# task: shout
# odd: never collects its child

import os

if os.fork() == 0:
    os._exit(3)


def shout(text):
    return f"{text.upper()}!"
