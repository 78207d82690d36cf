# task: shout
# odd: writes bytes that are no UTF-8 to sys.stdout.buffer and to descriptors 1 and 2

import os
import sys

sys.stdout.buffer.write(bytes(range(256)))
sys.stdout.buffer.flush()


def shout(text):
    os.write(1, b"\xff\xfe\x00")
    os.write(2, b"\x1b[31mred\x1b[0m")
    return text.upper() + "!"
